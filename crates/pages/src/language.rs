//! Languages that authors stated, as far as a page may repeat them.

/// The codes of ISO 639-1, two letters each.
const KNOWN: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs \
cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu \
hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln \
lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps \
pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to \
tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The `lang` of a text: the primary language, with the script for Chinese. `None` when it is not
/// known, or the page's own English.
pub(crate) fn lang(stated: Option<&str>) -> Option<&'static str> {
    let stated = stated?.trim().to_ascii_lowercase();
    let mut parts = stated.split(['-', '_']);
    let primary = match parts.next()? {
        "en" => return None,
        // Twitter kept the codes that ISO withdrew in 1989.
        "in" => "id",
        "iw" => "he",
        "ji" => "yi",
        "zh" => return Some(chinese(parts)),
        "ckb" => return Some("ckb"),
        "fil" => return Some("fil"),
        "yue" => return Some("yue"),
        other => other,
    };
    KNOWN.split(' ').find(|known| *known == primary)
}

fn chinese<'a>(mut parts: impl Iterator<Item = &'a str>) -> &'static str {
    match parts.next() {
        Some("hant" | "tw" | "hk" | "mo") => "zh-Hant",
        Some("hans" | "cn" | "sg") => "zh-Hans",
        _ => "zh",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_languages_that_exist_are_repeated() {
        for (stated, shown) in [
            ("ja", Some("ja")),
            ("en-GB", None),
            ("pt-BR", Some("pt")),
            ("zh_TW", Some("zh-Hant")),
            ("iw", Some("he")),
            ("und", None),
            ("xx", None),
            ("\"><script>", None),
        ] {
            assert_eq!(lang(Some(stated)), shown, "{stated}");
        }
    }
}
