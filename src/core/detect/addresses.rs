//! Addresses of backing services, in example environments and in configuration.

use super::doc::Doc;
use super::evidence::Evidence;
use super::files;
use super::look::Look;

/// Environments that are there for everybody; a `.env` that git does not ignore is one.
const EXAMPLES: &str = "{.env.example,.env.sample,.env.template,.env.dist,.env.*.example,.env.*.sample,env.example,example.env,.env.development,.env}";

/// Configuration that a service reads by itself.
const CONFIGURATION: [&str; 2] = [
    "{config,configs,conf,etc,settings}/*.{yaml,yml,toml,json}",
    "{config,settings,app}{,.default,.example,.local,.dev,.development}.{yaml,yml,toml,json}",
];

/// Addresses of these schemes in example environments of the service's folder and above.
pub(super) fn addresses(look: &Look<'_, '_>, schemes: &[String], above: bool) -> Vec<Evidence> {
    if schemes.is_empty() {
        return Vec::new();
    }
    let mut evidence = Vec::new();
    // What stands above is of other services too: only of those that have a driver.
    let count = if above { usize::MAX } else { 1 };
    for folder in files::upwards(&look.folder).take(count) {
        for path in look.files.find(folder, EXAMPLES) {
            let Some(file) = look.files.file(path) else {
                continue;
            };
            let Some(Ok(doc)) = Doc::parse(".env", &file.text) else {
                continue;
            };
            for (_, value) in doc.entries() {
                if is_address(value, schemes) {
                    evidence.push(file.line(value.line));
                }
            }
        }
    }
    evidence
}

/// Whether a value is an address of one of these schemes.
fn is_address(value: &Doc, schemes: &[String]) -> bool {
    let scheme = value.as_text().and_then(|text| text.split_once("://"));
    let scheme = scheme.map(|(scheme, _)| scheme.split('+').next().unwrap_or(scheme));
    let scheme = scheme.map(|scheme| scheme.trim_start_matches("jdbc:"));
    scheme.is_some_and(|scheme| schemes.iter().any(|known| known == scheme))
}

/// The first address of these schemes in configuration that lies with a service.
pub(super) fn in_configuration(look: &Look<'_, '_>, schemes: &[String]) -> Option<Evidence> {
    if schemes.is_empty() {
        return None;
    }
    CONFIGURATION.iter().find_map(|pattern| {
        let paths = look.paths(&look.folder, pattern);
        paths.iter().find_map(|path| {
            let (file, doc) = (look.files.file(path)?, look.files.doc(path)?);
            let value = address(&doc, schemes)?;
            Some(file.line(value.line))
        })
    })
}

fn address<'d>(doc: &'d Doc, schemes: &[String]) -> Option<&'d Doc> {
    if is_address(doc, schemes) {
        return Some(doc);
    }
    let values = doc.entries().iter().map(|(_, value)| value);
    let mut values = values.chain(
        doc.items()
            .into_iter()
            .filter(|item| !std::ptr::eq(*item, doc)),
    );
    values.find_map(|value| address(value, schemes))
}
