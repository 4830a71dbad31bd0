//! Projects that reference others by their paths: what their images are made of.

use crate::support::Sandbox;

fn csproj(sdk: &str, references: &[&str]) -> String {
    let references = references
        .iter()
        .map(|path| format!("<ProjectReference Include=\"{path}\" />"));
    let references: String = references.collect();
    format!(
        "<Project Sdk=\"{sdk}\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>{references}</ItemGroup></Project>"
    )
}

const WEB: &str = "Microsoft.NET.Sdk.Web";
const LIBRARY: &str = "Microsoft.NET.Sdk";

fn init(sandbox: &Sandbox) -> String {
    let ran = sandbox.run(&["init", "--yes", "--set", "features.hot_reload=watch"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("build-sees-less"), "{}", ran.stderr);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    sandbox.read("dockwright.yaml")
}

#[test]
fn a_project_of_dotnet_is_built_with_those_that_it_references_and_what_holds_for_it() {
    for folder in ["", "backend/"] {
        let sandbox = Sandbox::empty();
        let place = |path: &str, text: &str| sandbox.write(&format!("{folder}{path}"), text);
        place("Directory.Packages.props", "<Project />");
        place("global.json", "{}");
        place("src/Directory.Build.props", "<Project />");
        place(
            "src/Shop.Api/Shop.Api.csproj",
            &csproj(WEB, &["..\\Shop.Core\\Shop.Core.csproj"]),
        );
        place("src/Shop.Api/Program.cs", "app.Run();\n");
        place(
            "src/Shop.Core/Shop.Core.csproj",
            &csproj(LIBRARY, &["..\\..\\words\\Words.csproj"]),
        );
        place("words/Words.csproj", &csproj(LIBRARY, &[]));
        place(
            "tests/Tests.csproj",
            &csproj(LIBRARY, &["..\\src\\Shop.Api\\Shop.Api.csproj"]),
        );
        let answers = init(&sandbox);
        let top = if folder.is_empty() { "." } else { "backend" };
        let said = format!(
            "workspace: {top}, libraries: [{folder}words, {folder}src/Shop.Core], settings: [{folder}Directory.Packages.props, {folder}global.json, {folder}src/Directory.Build.props]"
        );
        assert!(answers.contains(&said), "{answers}");
        let dockerfile = sandbox.read("docker/shop-api/Dockerfile");
        for line in [
            format!(
                "COPY --chown=$UID:$GID {folder}src/Directory.Build.props /app/{folder}src/Directory.Build.props\n"
            ),
            format!("COPY --chown=$UID:$GID {folder}words/*.*proj /app/{folder}words/\n"),
            format!("WORKDIR /src/{folder}src/Shop.Api\n"),
            format!("COPY {folder}global.json /src/{folder}global.json\n"),
            format!(
                "COPY {folder}src/Shop.Core /src/{folder}src/Shop.Core\nCOPY {folder}src/Shop.Api .\n"
            ),
        ] {
            assert!(dockerfile.contains(&line), "{line}: {dockerfile}");
        }
        let ignore = sandbox.read("docker/shop-api/Dockerfile.dockerignore");
        for line in ["words", "global.json", "src/Directory.Build.props"] {
            let line = format!("!{folder}{line}\n");
            assert!(ignore.contains(&line), "{line}: {ignore}");
        }
        let compose = sandbox.read("compose.override.yaml");
        for line in [
            format!("path: {folder}words\n          target: /app/{folder}words\n"),
            format!("{{action: rebuild, path: {folder}global.json}}"),
        ] {
            assert!(compose.contains(&line), "{line}: {compose}");
        }
        assert!(!compose.contains("project_"), "{compose}");
    }
}

#[test]
fn a_project_of_dotnet_that_has_all_in_its_folder_is_built_of_that() {
    let sandbox = Sandbox::empty();
    sandbox.write("api/Api.csproj", csproj(WEB, &["Core\\Core.csproj"]));
    sandbox.write("api/Core/Core.csproj", csproj(LIBRARY, &[]));
    sandbox.write("api/Program.cs", "app.Run();\n");
    let answers = init(&sandbox);
    assert!(!answers.contains("workspace"), "{answers}");
}
