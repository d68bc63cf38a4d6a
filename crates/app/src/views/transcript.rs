//! Posts, what they answer and what is gone, put into one reading order.

use std::collections::HashSet;

use ::chat::{Post, Repost, Uri};
use analysis::{reposts, threads};
use pages::{Known, Said, Tombstone, Turn};
use store::{ChatPosts, KeptPost, Standing};

/// The posts of a transcript with what each counts for. Pages borrow from it.
#[derive(Default)]
pub(crate) struct Script {
    posts: Vec<Post>,
    kinds: Vec<Kind>,
    tombstones: Vec<Tombstone>,
    passed_on: Vec<(Uri, ::chat::Author)>,
}

#[derive(Clone, Copy)]
enum Kind {
    Said,
    Context,
    Gone(usize),
}

impl Script {
    /// A chat's transcript. Context is shown where somebody answered it or passed it on.
    pub(crate) fn of_chat(found: ChatPosts) -> Self {
        let folded = reposts::fold(&found.posts, &found.reposts);
        let mut script = Self::default();
        for (post, by) in found.posts.iter().zip(&folded.of_posts) {
            for repost in by.iter().filter_map(|&index| found.reposts.get(index)) {
                script.passed_on.push((post.uri.clone(), repost.author.clone()));
            }
        }
        script.passed_on.extend(of_context(&found));
        let answered = found.posts.iter().filter_map(|post| post.reply_to.as_ref());
        let passed_on = script.passed_on.iter().map(|(of, _)| of);
        let wanted: HashSet<&Uri> = answered.chain(passed_on).collect();
        let shown = |post: &&Post| wanted.contains(&post.uri);
        let context: Vec<Post> = found.context.iter().filter(shown).cloned().collect();
        for post in found.posts {
            script.push(post, Kind::Said);
        }
        for post in context {
            script.push(post, Kind::Context);
        }
        for gone in found.gone {
            let mut post = Post::new(
                gone.uri.clone(),
                ::chat::Network::Fediverse,
                ::chat::Author::new(Uri::new("about:gone"), ::chat::Network::Fediverse),
                gone.created_at
                    .unwrap_or_else(|| ::chat::Moment::stated(gone.at.unwrap_or_default())),
            );
            post.reply_to = gone.reply_to;
            let left = Tombstone {
                uri: post.uri.clone(),
                said_at: gone.created_at,
                deleted_at: gone.at,
                hidden: None,
            };
            script.gone(post, left);
        }
        script
    }

    /// The transcript of a thread; each post with the reason for which a host hid it.
    pub(crate) fn of_thread(thread: Vec<(KeptPost, Option<String>)>) -> Self {
        let mut script = Self::default();
        for (KeptPost { post, standing }, hidden) in thread {
            let left = |deleted_at| Tombstone {
                uri: post.uri.clone(),
                said_at: Some(post.created_at),
                deleted_at,
                hidden,
            };
            match standing {
                Standing::Record => script.push(post, Kind::Said),
                Standing::Context => script.push(post, Kind::Context),
                Standing::Gone(at) => {
                    let left = left(at);
                    script.gone(post, left);
                }
                Standing::Hidden => {
                    let left = left(None);
                    script.gone(post, left);
                }
            }
        }
        script
    }

    fn push(&mut self, post: Post, kind: Kind) {
        self.posts.push(post);
        self.kinds.push(kind);
    }

    fn gone(&mut self, post: Post, left: Tombstone) {
        self.tombstones.push(left);
        self.push(post, Kind::Gone(self.tombstones.len() - 1));
    }

    /// Notes who passed a post on.
    pub(crate) fn passed_on(&mut self, of: &Uri, reposts: Vec<Repost>) {
        self.passed_on.extend(reposts.into_iter().map(|repost| (of.clone(), repost.author)));
    }

    /// The posts that count.
    pub(crate) fn said(&self) -> impl Iterator<Item = &Post> {
        self.posts
            .iter()
            .zip(&self.kinds)
            .filter(|(_, kind)| matches!(kind, Kind::Said))
            .map(|(post, _)| post)
    }

    /// The posts that count, as one slice: in a chat's script they come first.
    pub(crate) fn posts_said(&self) -> &[Post] {
        let said = self.kinds.iter().take_while(|kind| matches!(kind, Kind::Said)).count();
        self.posts.get(..said).unwrap_or_default()
    }

    /// The posts that count and what was taken back, by time; each with its index.
    pub(crate) fn by_time(&self) -> Vec<(usize, Said<'_>)> {
        let all = (0..self.posts.len()).filter_map(|index| Some((index, self.one(index)?)));
        let mut said: Vec<_> = all.filter(|(_, said)| !matches!(said, Said::Context(_))).collect();
        // Scripts put what comes into the same order, and know posts by these names.
        said.sort_by_cached_key(|&(index, said)| {
            (self.posts[index].created_at.ms(), pages::urls::post_slug(said.uri()))
        });
        said
    }

    /// Everything in reading order.
    pub(crate) fn turns(&self) -> Vec<Turn<'_>> {
        let forest = threads::threads(&self.posts);
        let placed = forest.reading_order().iter();
        placed.filter_map(|p| Some(Turn { depth: p.depth, said: self.one(p.post)? })).collect()
    }

    fn one(&self, index: usize) -> Option<Said<'_>> {
        let post = self.posts.get(index)?;
        Some(match self.kinds.get(index)? {
            Kind::Said => Said::Post(post),
            Kind::Context => Said::Context(post),
            Kind::Gone(tombstone) => Said::Gone(self.tombstones.get(*tombstone)?),
        })
    }

    /// Tells a page what can be linked, quoted and counted.
    pub(crate) fn tell<'a>(&'a self, known: &mut Known<'a>) {
        for (post, kind) in self.posts.iter().zip(&self.kinds) {
            match kind {
                Kind::Said => {
                    known.add_author(&post.author);
                    known.add_post(post);
                }
                Kind::Context => known.add_post(post),
                Kind::Gone(_) => {}
            }
        }
        for (of, by) in &self.passed_on {
            known.add_repost(of, by);
        }
    }
}

/// Who passed on what is shown and not counted.
fn of_context(found: &ChatPosts) -> Vec<(Uri, ::chat::Author)> {
    let context: HashSet<&Uri> = found.context.iter().map(|post| &post.uri).collect();
    let reposts = found.reposts.iter();
    reposts
        .filter_map(|r| {
            r.of.clone().filter(|of| context.contains(of)).map(|of| (of, r.author.clone()))
        })
        .collect()
}
