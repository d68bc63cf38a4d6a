//! Writes the sample site into a folder, to look at: `cargo run -p pages --example samples -- DIR`.

use std::{env, fs, io, path::Path};

use pages::samples::{Sample, crowd, site_files};

fn main() -> io::Result<()> {
    let Some(folder) = env::args().nth(1) else {
        return Err(io::Error::other("name a folder: samples DIR [BASE_URL]"));
    };
    let mut sample = Sample::new();
    if let Some(base_url) = env::args().nth(2) {
        sample.site = sample.site.at(&base_url);
    }
    let crowd = crowd(500);
    sample.series.push(chat::Series::new(crowd.chat.name.tag.clone()));
    sample.chats.push(crowd);
    for (path, contents) in site_files(&sample) {
        let path = Path::new(&folder).join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, contents)?;
    }
    Ok(())
}
