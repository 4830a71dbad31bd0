//! The texts that lie in the binary, as two: what answers make use of, and what is read once in a while (starters, what
//! tells a framework from code). Laid among each other, all of them would be in memory for the few that are read.

use std::path::Path;
use std::{fs, io};

/// The two.
#[derive(Default)]
pub(crate) struct Texts {
    near: String,
    far: String,
}

impl Texts {
    /// Adds a text that answers make use of; gives the expression that stands for it.
    pub(crate) fn near(&mut self, text: &str) -> String {
        add(&mut self.near, "NEAR", text)
    }

    /// Adds another.
    pub(crate) fn far(&mut self, text: &str) -> String {
        add(&mut self.far, "FAR", text)
    }

    /// Writes both below `out`; gives the code that the expressions need.
    pub(crate) fn write(&self, out: &Path) -> io::Result<String> {
        let mut code = String::from(
            "const fn part(text: &'static str, from: usize, length: usize) -> &'static str {\n    \
             text.split_at(from).1.split_at(length).0\n}\n",
        );
        for (name, text) in [("near", &self.near), ("far", &self.far)] {
            let path = out.join(name).with_extension("txt");
            fs::write(&path, text)?;
            let (name, path) = (name.to_uppercase(), path.display().to_string());
            code.push_str(&format!("static {name}: &str = include_str!({path:?});\n"));
        }
        Ok(code)
    }
}

fn add(all: &mut String, name: &str, text: &str) -> String {
    let place = format!("part({name}, {}, {})", all.len(), text.len());
    all.push_str(text);
    place
}
