//! `summary`: a draft, in which every line names its posts.

use std::path::Path;
use std::process::ExitCode;

use analysis::summary::Line;
use analysis::{Summary, understand};
use anyhow::Result;
use chat::Post;
use store::host::Host;

use crate::answers::Drafted;
use crate::cli;
use crate::clock;
use crate::commands::{open, print, print_json, sat};
use crate::config::Config;
use crate::rewrite::{Rewriter, rewrite};
use crate::sat::Sat;
use crate::terminal::{count, line, plain, set};

/// Who decides on the command line, as a host's log tells it.
const BY_COMMAND: &str = "the command line";

pub(crate) fn run(args: &cli::SummaryOf, dir: &Path) -> Result<ExitCode> {
    let sat = sat(&open(dir)?, &args.chat)?;
    let mut draft = understand(&sat.talk()).summary;
    let mut by = None;
    if let Some(config) = &args.rewrite {
        let rewritten = rewrite(draft, &Config::model_of(config)?)?;
        if args.keep {
            let rewriting = rewritten.to_keep(&sat.found.posts);
            Host::open(dir)?.rewrite(&args.chat, &rewriting, BY_COMMAND, clock::now())?;
        }
        (draft, by) = (rewritten.draft, Some(rewritten.by));
    }
    let by = by.as_ref();
    if args.json {
        print_json(&Drafted::new(&sat.found.posts, &draft, by))?;
    } else if args.markdown {
        print(&markdown(&sat, &draft, by))?;
    } else {
        print(&told(&sat.found.posts, &draft, by))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn numbers(draft: &Summary) -> String {
    let numbers = &draft.numbers;
    format!(
        "{} by {}, {}, {} to {}, {}",
        count(numbers.posts as u64, "post", "posts"),
        count(numbers.people as u64, "person", "people"),
        count(numbers.reposts as u64, "repost", "reposts"),
        count(numbers.answers as u64, "answer", "answers"),
        count(numbers.questions as u64, "question", "questions"),
        count(numbers.conversations as u64, "conversation", "conversations"),
    )
}

/// Whose words the lines are, where they are a model's.
fn written_by(by: &Rewriter) -> String {
    let dropped = match by.dropped {
        0 => String::new(),
        1 => " One that named none was dropped.".to_owned(),
        dropped => format!(" {dropped} that named none were dropped."),
    };
    format!(
        "These sentences were written by a language model, {}, from the posts that each names; it may be \
         wrong.{dropped}",
        line(&by.model)
    )
}

fn told(posts: &[Post], draft: &Summary, by: Option<&Rewriter>) -> String {
    let mut text = format!("{}\n", numbers(draft));
    if let Some(by) = by {
        text += &format!("{}\n", set(&written_by(by), ""));
    }
    for section in &draft.sections {
        let number = section.question.map(|n| format!("Q{n}  ")).unwrap_or_default();
        text += &format!("\n{}\n", set(&format!("{number}{}", line(&section.heading)), ""));
        for said in &section.lines {
            text += &if by.is_some() { resting_on(posts, said) } else { said_by(posts, said) };
        }
    }
    if !draft.open_questions.is_empty() {
        text += "\nNobody answered\n";
    }
    for said in &draft.open_questions {
        text += &said_by(posts, said);
    }
    if !draft.links.is_empty() {
        text += "\nLinks\n";
    }
    for link in &draft.links {
        text += &format!("  {:>3}  {}\n", link.posts.len(), line(&link.url));
    }
    text
}

fn said_by(posts: &[Post], said: &Line) -> String {
    let Some(post) = said.posts.first().and_then(|&post| posts.get(post)) else {
        return String::new();
    };
    let words = format!("{}  — {}", line(&said.text), line(post.author.shown_name()));
    format!("{}\n       {}\n", set(&words, "     "), line(post.page()))
}

/// A sentence that nobody of the chat said, with the posts that it rests on.
fn resting_on(posts: &[Post], said: &Line) -> String {
    let mut text = format!("{}\n", set(&line(&said.text), "     "));
    for post in said.posts.iter().filter_map(|&post| posts.get(post)) {
        text += &format!("       {}  {}\n", line(post.author.shown_name()), line(post.page()));
    }
    text
}

/// The draft in Markdown. What people wrote is escaped, so that it stays words.
fn markdown(sat: &Sat, draft: &Summary, by: Option<&Rewriter>) -> String {
    let chat = &sat.summary.chat;
    let title = chat.title.clone().unwrap_or_else(|| chat.name.to_string());
    let mut text = format!("# {}\n\n{}.\n", escaped(&title), numbers(draft));
    if let Some(by) = by {
        text += &format!("\n*{}*\n", escaped(&written_by(by)));
    }
    let posts = &sat.found.posts;
    for section in &draft.sections {
        let number = section.question.map(|n| format!("Q{n}. ")).unwrap_or_default();
        text += &format!("\n## {number}{}\n\n", escaped(&section.heading));
        for said in &section.lines {
            text += &bullet(posts, said);
        }
    }
    if !draft.open_questions.is_empty() {
        text += "\n## Nobody answered\n\n";
    }
    for said in &draft.open_questions {
        text += &bullet(posts, said);
    }
    if !draft.links.is_empty() {
        text += "\n## Links\n\n";
    }
    for link in &draft.links {
        let times = count(link.posts.len() as u64, "post", "posts");
        text += &format!("- <{}> ({times})\n", address(&link.url));
    }
    text
}

fn bullet(posts: &[Post], said: &Line) -> String {
    let from: Vec<String> = said
        .posts
        .iter()
        .filter_map(|&post| posts.get(post))
        .map(|post| format!("[{}](<{}>)", escaped(post.author.shown_name()), address(post.page())))
        .collect();
    format!("- {} ({})\n", escaped(&said.text), from.join(", "))
}

/// An address as it may stand between angle brackets.
fn address(url: &str) -> String {
    let is_plain = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>');
    plain(url).chars().filter(is_plain).collect()
}

/// Words with all signs taken for words.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in line(words).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
