//! What an item says of code that is there already: how it is known, and where its answers stand.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

pub use super::around::{Fields, Kept, SystemPackages};
pub use super::managers::{Above, InWorkspace, Lock, Manager, Member, Versions};
use crate::core::host::Trait;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of item.yaml, and says so by itself"
)]
/// Where something can be read, or seen. All that is said must hold; what is not said is not asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// A file below the folder: a pattern with `*`, `**` and `{a,b}`. Alone, it need only be there.
    pub file: Option<String>,
    /// Also in the folders above, up to the project's own.
    pub up: bool,
    /// Anywhere in the project instead. The file's name is no pattern then; it may be that of the package:
    /// `**/{name}.yml`.
    pub anywhere: bool,
    /// A place in the file's tree (JSON, TOML, YAML, XML, properties), such as
    /// `project.requires-python`; `*` is any key, `@` an attribute of XML, `{FOLDER}` the folder's name as
    /// variables have it.
    pub at: Option<String>,
    /// A regular expression, for text that has no parser. Its first group is the value; `{folder}` in it is
    /// the name of the service's folder.
    #[serde(rename = "match")]
    pub matches: Option<String>,
    /// What the file must not have: a regular expression.
    pub without: Option<String>,
    /// Scripts of the manifest, in whose commands `match` looks; `*` at the end is anything.
    pub script: Vec<String>,
    /// One of these is among the dependencies.
    pub dependencies: Vec<String>,
    /// The value names a file of the service's that is there, with its end or without it.
    pub there: bool,
    /// None of these is among them, those of development counted.
    pub missing: Vec<String>,
    /// Of a file, everything that `match` finds, with spaces between.
    pub every: bool,
    /// The value; without one the first group, or the text. It knows `{1}`, `{file}`, `{stem}`,
    /// `{folder}`, `{script}` and `{module}`, the file as a dotted name.
    pub value: Option<String>,
}

/// How a manifest is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// By its name's end: JSON, TOML, YAML, XML, properties.
    Tree,
    /// Lines of pip: `django==5.1`, `-r base.txt`.
    Requirements,
    /// A module file of Go, and its workspace's.
    Gomod,
    /// Code of Go that no module file stands above: what it imports is what it needs.
    Goimports,
    /// A Gemfile of Bundler.
    Gemfile,
    /// The project file of Mix.
    Mix,
    /// A build or settings file of Gradle, in Groovy or Kotlin.
    Gradle,
    /// A project of Leiningen or of Clojure's own tools.
    Clojure,
    /// A build of sbt.
    Sbt,
    /// A solution of .NET.
    Solution,
}

/// A file that names dependencies.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its name, a pattern. `folder/*.txt` belongs to the folder above.
    pub file: String,
    /// How it is read.
    #[serde(rename = "as", default = "tree")]
    pub format: Format,
    /// Where its package's name stands.
    #[serde(default)]
    pub name: Option<String>,
    /// Places of dependencies: a map of names, a list of them, or elements as `entry` says.
    #[serde(default)]
    pub dependencies: Vec<String>,
    /// Places of those that only development has.
    #[serde(default)]
    pub development: Vec<String>,
    /// Places of those that somebody may do without.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Of an element, the fields that make the name, joined by `:`.
    #[serde(default)]
    pub entry: Vec<String>,
    /// Where features stand that take in optional dependencies: those of `default` do so by themselves.
    #[serde(default)]
    pub features: Option<String>,
    /// Where its scripts stand.
    #[serde(default)]
    pub scripts: Option<String>,
    /// Places of the patterns of its members' folders.
    #[serde(default)]
    pub members: Vec<String>,
    /// Places of what members take over from it, by a dependency that says `workspace = true`.
    #[serde(default)]
    pub shared: Vec<String>,
    /// Places of paths to packages beside it that it needs; a path may be that of a manifest.
    #[serde(default)]
    pub local: Vec<String>,
    /// Patterns of its members' folders, where it is there and names none.
    #[serde(default)]
    pub usual_members: Vec<String>,
    /// `-`, `_` and `.` are the same in names, and so are upper and lower case.
    #[serde(default)]
    pub folded: bool,
    /// Each line of it is for development.
    #[serde(default)]
    pub only_development: bool,
    /// It is one where no other of its language lies with it or above it: code of the time before manifests.
    #[serde(default)]
    pub alone: bool,
}

fn tree() -> Format {
    Format::Tree
}

/// A program that the catalog has no item for: by what it needs, for development or not, and what it
/// does with it.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Program {
    /// One of these is among the dependencies; without any its signs are enough.
    pub dependencies: Vec<String>,
    /// What it is called, where no dependency gives it a name.
    pub name: Option<String>,
    /// One of these holds as well: what starts it.
    pub starts: Vec<Reading>,
    /// One of these holds.
    pub signs: Vec<Reading>,
    /// Where it usually listens; without one it listens on nothing.
    pub port: Option<u16>,
    /// It serves pages, that a browser runs: whatever is among the dependencies, it speaks to no database.
    pub pages: bool,
}

/// A package that is no service, whatever it needs: an app of a telephone, a command, a site of documents.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NoService {
    /// One of these is among the dependencies, those of development counted.
    pub dependencies: Vec<String>,
    /// The name of its folder: a regular expression.
    pub named: Option<String>,
    /// One of these holds.
    pub signs: Vec<Reading>,
    /// None of these holds.
    pub unless: Vec<Reading>,
    /// Only where something else of the project is a service: alone it is what the project is for.
    pub beside: bool,
    /// What it is, in words.
    pub why: String,
}

/// Code of a language.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Code {
    /// Files that name dependencies.
    pub manifests: Vec<Manifest>,
    /// The question that takes the package manager.
    pub manager: Option<String>,
    /// Package managers, in order of trust.
    pub managers: Vec<Manager>,
    /// Where two of them are as good, such as two lockfiles beside each other: what tells of each, the most
    /// trusted first.
    pub settles: Vec<IndexMap<String, Vec<Reading>>>,
    /// The question that takes the version.
    pub version: Option<String>,
    /// The question that takes the folders of all packages of its workspace, where it is of one: from that
    /// one's folder.
    pub members: Option<String>,
    /// How a package of a workspace is built.
    pub member: Option<Member>,
    /// Where the version stands.
    pub versions: Versions,
    /// Packages of Debian that dependencies need.
    pub packages: Vec<SystemPackages>,
    /// The question that takes those of them that only the installation needs.
    pub build_packages_answer: Option<String>,
    /// The folder that modules are found from, where that is not the package's own.
    pub root: Vec<Reading>,
    /// The question that takes it.
    pub root_answer: Option<String>,
    /// Where the port stands, whatever the framework is.
    pub port: Vec<Reading>,
    /// Where answers to questions stand that several of its kinds ask.
    pub answers: IndexMap<String, Vec<Reading>>,
    /// The command of development, where code says it; `{manager}` is the package manager, `{port}`
    /// what it listens on.
    pub develop: Vec<Reading>,
    /// The command of production, where code says it.
    pub serve: Vec<Reading>,
    /// Frameworks that the catalog has no item for, and their usual ports.
    pub servers: IndexMap<String, Option<u16>>,
    /// Programs that the catalog has no item for, and that a dependency alone does not tell.
    pub programs: Vec<Program>,
    /// Packages that are no services.
    pub no_services: Vec<NoService>,
    /// Where a file imports packages of its own module: `match` knows `{package}`, the module's name, and its
    /// first group is the folder.
    pub imports: Option<Reading>,
    /// How code reads a variable; each such place is one.
    pub reads: Vec<Reading>,
    /// The same where it cannot do without one.
    pub wants: Vec<Reading>,
    /// Variables that are there without anybody, or that the language knows a value for: regular expressions.
    pub given: Option<String>,
    /// What tells that a package is run. One that other packages need and that has none of these is
    /// their library, whatever it needs itself.
    pub runs: Vec<Reading>,
    /// What tells that a program can do with a database of its own, which is a file: a server that it can use
    /// as well is possible then, unless it is configured.
    pub embedded: Vec<Reading>,
    /// A package has what those above it need.
    pub inherits: bool,
    /// What an address begins with -> where code says that it is to begin otherwise.
    pub schemes: IndexMap<String, Vec<Reading>>,
    /// Classes whose fields are variables.
    pub settings: Vec<Fields>,
    /// Answers to the questions of the item that takes what no other does; `{version}` and
    /// `{manager}` are what was found.
    pub custom: IndexMap<String, Value>,
    /// The same where what is there decides: of each the first that holds, and whose names are all known.
    pub custom_by: IndexMap<String, Vec<Reading>>,
    /// More names for these answers, such as `{main}`, and where each stands; one may use those before it.
    /// `develop` and `serve` are the commands of what says none itself.
    pub names: IndexMap<String, Vec<Reading>>,
    /// Folders of other people's code, or of what a build makes: not looked into.
    pub skip: Vec<String>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of item.yaml, and says so by itself"
)]
/// What tells that an item is what is there.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Detect {
    /// Of a feature: a question, and of what kind a machine or a folder is that answers it with yes
    /// while a project begins.
    pub host: IndexMap<String, Trait>,
    /// The language of the code.
    pub language: Option<String>,
    /// Of a part: how code of the language is read.
    pub code: Option<Code>,
    /// One of these is among the dependencies; `*` at the end is anything.
    pub dependencies: Vec<String>,
    /// What is one without any of these: by what it does, and by what starts it.
    pub alone: Option<Program>,
    /// Those of development count.
    pub development: bool,
    /// None of these is among them.
    pub unless: Vec<String>,
    /// One of these files is there; the service's folder is the one that has it.
    pub files: Vec<String>,
    /// Files that begin a program: where two folders of one package or more have one that shows a sign, each of
    /// them is a service, and the package's own folder is none.
    pub parts: Vec<String>,
    /// One of these holds, where the dependency is inherited or there is none.
    pub signs: Vec<Reading>,
    /// One of these holds as well: what starts it.
    pub starts: Vec<Reading>,
    /// One of `signs` must hold, whatever the dependencies are.
    pub signed: bool,
    /// One of these is enough where only a library of the project has the dependency.
    pub borrowed: Vec<Reading>,
    /// None of these holds.
    pub no_signs: Vec<Reading>,
    /// Of several that fit one folder, the highest is it.
    pub rank: i8,
    /// One service for each of these files, such as a main package.
    pub each: Option<Reading>,
    /// It serves pages, that a browser runs: whatever is among the dependencies, it speaks to no database.
    pub pages: bool,
    /// The folder that such files are below by custom: the service's own is the one above it.
    pub each_below: Option<String>,
    /// The answer that takes the folder of that file, as `./cmd/api`.
    pub each_answer: Option<String>,
    /// Names of folders that are tools or what a build made, and no services: a regular expression.
    pub tools: Option<String>,
    /// What it is called where the folder has no name for it.
    pub name: Option<String>,
    /// Where answers to its questions stand, in order of trust.
    pub answers: IndexMap<String, Vec<Reading>>,
    /// Where the port stands.
    pub port: Vec<Reading>,
    /// Folders of the code in which it keeps what it must not lose.
    pub keeps: Vec<Kept>,
    /// Where the path stands that it answers when it is well: the code that is there knows none of ours.
    pub health: Vec<Reading>,
    /// Where none does, only its port is asked, since the item's path is the starter's.
    pub health_else_port: bool,
    /// The port where nothing says it, if that is not the item's own.
    pub usual_port: Option<u16>,
    /// What listens: where none of these holds it has no port.
    pub listens: Vec<Reading>,
    /// The answer that takes the package's name in a workspace, where the service is built from the
    /// workspace's own folder.
    pub package_answer: Option<String>,
    /// Somebody must ask for it, whatever says that it is there.
    pub only_possible: bool,
    /// What the list of steps has, each where its signs hold; a value is its `run`.
    pub steps: IndexMap<String, Vec<Reading>>,
    /// A command that is this process: a regular expression.
    pub command: Option<String>,
    /// Of an image: what it is called in Compose files and CI, without its tag.
    pub images: Vec<String>,
    /// Of an image: capabilities of clients that mean it unless something says otherwise, the one that it
    /// is for first.
    pub stands_for: Vec<String>,
    /// Of several with the same word a service has one, unless more are configured.
    pub one_of: Option<String>,
    /// Where a service chooses among several of this word, this is one more of the choice.
    pub chosen_among: Option<String>,
    /// Of an image: ports on which it listens. Code that has one of them speaks of it, and not of itself.
    pub ports: Vec<u16>,
    /// Where its use is configured: with one of these it is certain.
    pub configured: Vec<Reading>,
    /// Where its use is switched off: with one of these it is possible, whatever else says that it is there.
    pub switched_off: Vec<Reading>,
    /// Beginnings of addresses that mean it, such as `postgres`.
    pub schemes: Vec<String>,
    /// Of a client: what connects reads its variables by itself, whatever the code says. The code's own names
    /// take their place only where they say all that those do.
    pub by_itself: bool,
    /// Where anybody's variables stand, such as an example environment.
    pub reads: Vec<Reading>,
    /// Of a part: what variables are called that code connects with.
    pub variables: Vec<Variables>,
    /// It is what everything else becomes.
    pub otherwise: bool,
    /// Answers without which it does nothing: where the code says none of them, that is told.
    pub wanted: Vec<String>,
}

/// Names of a part of a connection, as code has them.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Variables {
    /// Capabilities that are connected to so.
    pub of: Vec<String>,
    /// A regular expression for all of the name.
    #[serde(rename = "match")]
    pub matches: String,
    /// The value, as `uses` takes it. A client that has an address of its own gives that for an address.
    pub value: String,
}
