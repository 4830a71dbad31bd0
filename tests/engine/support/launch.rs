//! What `.vscode/launch.json` says, as an editor reads it.

use serde_json::Value;

use super::compose::Stack;
use super::project::Project;
use super::rig::Rig;

impl Project {
    /// The configuration of a service, with VS Code's variable filled in.
    pub fn launch(&self, service: &str) -> Value {
        let folder = self.dir.to_str().unwrap();
        let text = self.read(".vscode/launch.json");
        let text = text.replace("${workspaceFolder}", folder);
        let options = jsonc_parser::ParseOptions::default();
        let launch: Value = jsonc_parser::parse_to_serde_value(&text, &options).unwrap();
        let end = format!("({service})");
        let all = launch["configurations"].as_array().unwrap();
        let mut own = all
            .iter()
            .filter(|one| one["name"].as_str().unwrap().ends_with(&end));
        let found = own.next().cloned();
        assert!(own.next().is_none(), "{service} twice in {text}");
        found.unwrap_or_else(|| panic!("no configuration of {service} in {text}"))
    }

    /// Where a port of launch.json leads: it must be the one that a compose file publishes when nothing is shifted, and is followed to
    /// where the test has shifted it.
    pub fn shifted(&self, rig: &Rig, stack: &Stack, service: &str, port: &Value) -> u16 {
        let named = |(_, default): &(String, u16)| port.as_u64() == Some(u64::from(*default));
        let (variable, _) = self
            .port_variables(rig)
            .into_iter()
            .find(named)
            .unwrap_or_else(|| panic!("no compose file publishes launch.json's port {port}"));
        let env = self.read(".env");
        let shifted = env
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{variable}=")))
            .unwrap_or_else(|| panic!("{variable} is not shifted"));
        let config = stack.config();
        let ports = config["services"][service]["ports"].as_array().unwrap();
        assert!(
            ports.iter().any(|one| one["published"] == shifted),
            "{shifted} is not a port of {service}"
        );
        shifted.parse().unwrap()
    }
}
