//! Colours of text: small lexers that read one line at a time.
//!
//! What runs over the end of a line (a quoted text, a heredoc, a block scalar) is kept in [`State`],
//! so a line costs the same wherever it stands. A lexer decides at ASCII bytes only: it never cuts
//! a character, and whatever it does not understand is [`Token::Plain`].

mod code;
mod dockerfile;
mod env;
mod json;
mod sh;
mod spans;
mod toml;
mod yaml;

use std::ops::Range;

use self::spans::Spans;

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    /// Nothing to say about it.
    Plain,
    /// A name: a YAML, JSON or TOML key, a variable, a flag of an instruction.
    Key,
    /// A quoted text, a block scalar, the body of a heredoc.
    Text,
    /// For people.
    Comment,
    /// An instruction, a keyword, `true`, a tag, an anchor.
    Word,
}

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Docker's instructions, with `sh` in `RUN`.
    Dockerfile,
    /// `sh` and `bash`.
    Sh,
    /// Compose files, answers, catalog items.
    Yaml,
    /// JSON, with the comments that editors allow.
    Json,
    /// `pyproject.toml` and its like.
    Toml,
    /// `.env` files.
    Env,
    /// `.gitignore`, `.dockerignore`, `.gitattributes`: patterns and comments.
    Ignore,
    /// Code whose comments begin with `#`: only texts and comments are told apart.
    Hash,
    /// Code whose comments begin with `//`: only texts and comments are told apart.
    Slashes,
    /// Everything else.
    Plain,
}

impl Language {
    /// By the file's name: its last part only.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        match name {
            "Dockerfile" | "Containerfile" => return Self::Dockerfile,
            "Makefile" | "Gemfile" | "Rakefile" | "Procfile" | "Caddyfile" => return Self::Hash,
            "Cargo.lock" | "uv.lock" | "poetry.lock" | "Pipfile" => return Self::Toml,
            ".gitattributes" => return Self::Ignore,
            ".env" => return Self::Env,
            _ => {}
        }
        if name.starts_with(".env.") {
            return Self::Env;
        }
        match name.rfind('.').map_or("", |dot| &name[dot..]) {
            ".dockerfile" => Self::Dockerfile,
            ".sh" | ".bash" | ".zsh" => Self::Sh,
            ".yaml" | ".yml" => Self::Yaml,
            ".json" | ".jsonc" | ".json5" | ".webmanifest" => Self::Json,
            ".toml" => Self::Toml,
            ".env" => Self::Env,
            ".dockerignore" | ".gitignore" | ".eslintignore" | ".prettierignore" => Self::Ignore,
            ".py" | ".pyi" | ".rb" | ".ex" | ".exs" | ".conf" | ".cfg" | ".ini" | ".properties"
            | ".mk" => Self::Hash,
            ".txt" if name.starts_with("requirements") => Self::Hash,
            ".go" | ".js" | ".mjs" | ".cjs" | ".jsx" | ".ts" | ".mts" | ".cts" | ".tsx"
            | ".java" | ".kt" | ".kts" | ".cs" | ".php" | ".rs" | ".c" | ".h" | ".cc" | ".cpp"
            | ".hpp" | ".swift" | ".scala" | ".groovy" | ".gradle" | ".dart" | ".proto"
            | ".css" | ".scss" | ".less" | ".mod" | ".work" => Self::Slashes,
            _ if name.starts_with("Dockerfile.") => Self::Dockerfile,
            _ => Self::Plain,
        }
    }
}

/// What is still open at the end of a line. The first line of a file begins with the default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    open: Open,
    /// Heredocs whose bodies follow, the next one first.
    heredocs: Vec<Heredoc>,
    /// Of brackets: whether a line's first `[` is a value.
    depth: u32,
    /// The line before ended in a backslash: what its next word would have been.
    continued: Option<sh::Next>,
    /// Dockerfile: the instruction that goes on.
    instruction: dockerfile::Instruction,
}

impl State {
    /// Whether nothing goes on in the next line: no text, no heredoc, no instruction.
    pub fn is_closed(&self) -> bool {
        self.open == Open::Nothing
            && self.heredocs.is_empty()
            && self.continued.is_none()
            && self.instruction == dockerfile::Instruction::None
    }
}

/// What runs over the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Open {
    #[default]
    Nothing,
    /// A text that ends at this byte; `depth` of `$(` in it.
    Quote { mark: u8, depth: u32 },
    /// A text that ends at three of this byte.
    Triple(u8),
    /// `/* ... */`
    Comment,
    /// A YAML block scalar: the lines deeper than this column (from 0; -1 is the document).
    Block { parent: isize },
}

/// The text between `<<END` and `END`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heredoc {
    end: String,
    /// `<<-`: tabs may stand before the end.
    tabs: bool,
    /// The body is a script (Dockerfile: `RUN <<END`).
    script: bool,
}

/// The pieces of one line, in order and without a gap: bytes of `text`, at the borders of
/// characters. `text` may end in a line break; it has none inside.
pub fn line(language: Language, state: &mut State, text: &str) -> Vec<(Token, Range<usize>)> {
    let mut spans = Spans::new(text);
    match language {
        Language::Dockerfile => dockerfile::line(state, &mut spans),
        Language::Sh => sh::line(state, &mut spans),
        Language::Yaml => yaml::line(state, &mut spans),
        Language::Json => json::line(state, &mut spans),
        Language::Toml => toml::line(state, &mut spans),
        Language::Env => env::line(state, &mut spans),
        Language::Ignore => env::ignore(&mut spans),
        Language::Hash => code::line(state, &mut spans, code::HASH),
        Language::Slashes => code::line(state, &mut spans, code::SLASHES),
        Language::Plain => {}
    }
    spans.finish()
}

#[cfg(test)]
mod tests;
