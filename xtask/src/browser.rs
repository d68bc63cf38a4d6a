//! `browser`: the pages in a real browser, and under the HTML checker.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::npm;
use crate::run::{self, cache, finish, in_ci, install, root, target};

/// The address that the checked site is published for.
const ADDRESS: &str = "https://chats.example.org";

/// What the checks run on.
pub(crate) struct Tools {
    /// The folder of npm's packages.
    packages: PathBuf,
    chromium: PathBuf,
}

pub(crate) fn run() -> Result<()> {
    match tools()? {
        Some(tools) => check(&tools),
        None => Ok(()),
    }
}

/// Sets up what the checks need, outside the checkout. `None`, said aloud, where that is not
/// possible; in CI that is a failure.
pub(crate) fn tools() -> Result<Option<Tools>> {
    let missing = || NEEDED.into_iter().filter(|(program, _)| !run::has(program));
    let packages: Vec<&str> = missing().flat_map(|(_, packages)| packages).copied().collect();
    if !packages.is_empty() {
        install(&packages)?;
    }
    let still: Vec<&str> = missing().map(|(program, _)| program).collect();
    if !still.is_empty() {
        let still = still.join(", ");
        if in_ci() {
            bail!("the pages cannot be checked in a browser without {still}");
        }
        eprintln!("Left out: the pages in a browser, for {still} cannot be found.");
        return Ok(None);
    }
    let chromium = run::find("chromium").context("chromium was there a moment ago")?;
    Ok(Some(Tools { packages: npm_packages()?, chromium }))
}

/// The programs, and the Debian packages that hold them. The HTML checker is written in Java.
const NEEDED: [(&str, &[&str]); 4] = [
    ("chromium", &["chromium", "fonts-liberation"]),
    ("node", &["nodejs"]),
    ("npm", &["npm"]),
    ("java", &["default-jre-headless"]),
];

/// Installs npm's packages.
fn npm_packages() -> Result<PathBuf> {
    let folder = cache()?.join("browser");
    npm::install(&mut npm::without_scripts(), &scripts(), &folder)?;
    Ok(folder)
}

fn scripts() -> PathBuf {
    root().join("tests/browser")
}

/// Publishes the sample evening, and looks at it from all sides.
pub(crate) fn check(tools: &Tools) -> Result<()> {
    run::run("cargo", &["build", "--quiet", "--package", "chatkeep"])?;
    let folder = Workplace::new()?;
    let [archive, site, addressed, samples] =
        ["archive", "site", "addressed", "samples"].map(|name| folder.0.join(name));
    let chatkeep = target().join("debug").join("chatkeep");
    let chatkeep = |args: &[&str]| {
        let mut command = Command::new(&chatkeep);
        finish(command.arg("--archive").arg(&archive).args(args).current_dir(root()))
    };
    chatkeep(&["import", "crates/app/demo/evening.jsonl"])?;
    chatkeep(&["publish", &site.to_string_lossy()])?;
    chatkeep(&["publish", &addressed.to_string_lossy(), "--url", ADDRESS])?;
    let mut examples = Command::new("cargo");
    examples.args(["run", "--quiet", "--package", "pages", "--example", "samples", "--"]);
    finish(examples.arg(&samples).arg(ADDRESS).current_dir(root()))?;

    valid(tools, &[&site, &addressed, &samples])?;
    for (folder, address) in [(&site, ""), (&addressed, ADDRESS), (&samples, ADDRESS)] {
        let mut links = tools.script("links.mjs");
        timed(
            "links",
            links.arg(folder).args(Some(address).filter(|address| !address.is_empty())),
        )?;
    }
    for folder in [&site, &samples] {
        timed("files", tools.script("files.mjs").arg(folder))?;
    }
    let shots = cache()?.join("screenshots");
    let mut served = tools.script("served.mjs");
    served.arg(target().join("debug/chatkeep")).args([&archive, &site, &shots]);
    timed("served", &mut served)?;
    let mut live = tools.script("live.mjs");
    live.arg(target().join("debug/chatkeep")).arg(root().join("crates/app/demo/evening.jsonl"));
    timed("live", live.arg(&shots))?;
    timed("budget", tools.script("budget.mjs").arg(target().join("debug/chatkeep")))?;
    let mut host = tools.script("host.mjs");
    timed("host", host.arg(target().join("debug/chatkeep")).arg(&shots))?;
    let mut reading = tools.script("reading.mjs");
    timed("reading", reading.arg(target().join("debug/chatkeep")).arg(&shots))?;
    eprintln!("  how the pages look: {}", shots.display());
    Ok(())
}

/// Times the live page of a release build; nothing is judged.
pub(crate) fn time(program: &Path) -> Result<()> {
    match tools()? {
        Some(tools) => finish(tools.script("times.mjs").arg(program)),
        None => Ok(()),
    }
}

/// The HTML checker over all pages and style sheets.
fn valid(tools: &Tools, folders: &[&PathBuf]) -> Result<()> {
    let mut vnu = Command::new("java");
    let jar = tools.packages.join("node_modules/vnu-jar/build/dist/vnu.jar");
    vnu.arg("-Xss1m").arg("-jar").arg(jar);
    vnu.args(["--errors-only", "--skip-non-html", "--also-check-css"]);
    timed("valid HTML and CSS", vnu.args(folders))
}

impl Tools {
    fn script(&self, name: &str) -> Command {
        let mut node = Command::new("node");
        node.arg(scripts().join(name));
        node.env("CHATKEEP_BROWSER_TOOLS", &self.packages).env("CHATKEEP_CHROMIUM", &self.chromium);
        node
    }
}

fn timed(what: &str, command: &mut Command) -> Result<()> {
    let began = Instant::now();
    finish(command)?;
    eprintln!("  {what}: {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// A folder for the run, gone when it ends.
struct Workplace(PathBuf);

impl Workplace {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("chatkeep-browser-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(Path::new(&self.0));
    }
}
