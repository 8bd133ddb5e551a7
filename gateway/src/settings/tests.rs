//! What holds the example, the reference and the settings together.

use std::collections::BTreeSet;

use super::*;

const EXAMPLE: &str = include_str!("../../example.toml");
const REFERENCE: &str = include_str!("../../../docs/gateway/settings.md");

/// Reads `text` as a file beside nothing; also the keys that were asked for.
fn reading(text: &str) -> (Vec<SiteSettings>, Report, BTreeSet<String>) {
    let file = File::of_text("gateway.toml", text);
    let tokens = [
        "PRODUCT_TOKEN",
        "PARTNERS_TOKEN",
        "PARTNERS_VISITORS",
        "REPORTS_PASSWORD",
        "COLLECTOR_HEADERS",
    ];
    let environment =
        tokens.map(|name| (name.to_owned(), "gb-api=canary_of_more_than_32_bytes".to_owned()));
    let environment = environment.into_iter().collect();
    let mut report = Report::default();
    let table = file.table(&mut report).expect("right syntax");
    let source = source::Source::new(&environment, Some(&file), report);
    let options = Line::read(["program".into()]).expect("no options").options;
    let (_, sites) = sections(&source, Some(&table), &options);
    (sites, source.report().clone(), source.keys().clone())
}

/// The example, with what is commented out in it as well.
fn whole_example() -> String {
    let is_key = |line: &str| {
        line.starts_with("[[")
            || line.split_once(" = ").is_some_and(|(key, _)| {
                key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            })
    };
    let lines = EXAMPLE.lines().map(|line| match line.strip_prefix("# ") {
        Some(key) if is_key(key) => key,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_is_right_as_it_stands() {
    let (sites, report, _) = reading(EXAMPLE);
    assert!(report.is_fine(), "{report:?}");
    let names: Vec<_> = sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["product", "partners"]);
}

#[test]
fn what_is_commented_out_in_the_example_is_wrong_only_in_its_folders() {
    let (sites, report, _) = reading(&whole_example());
    let mistakes: Vec<_> = report.mistakes().collect();
    assert!(mistakes.iter().all(|mistake| mistake.contains("folder")), "{mistakes:?}");
    assert!(whole_example().contains("\npace = "), "it has been uncommented");
    assert_eq!(sites.len(), 2);
}

#[test]
fn the_reference_tells_every_key_and_no_other() {
    let told = REFERENCE.lines().filter_map(|line| line.strip_prefix("| `"));
    let told = told.filter_map(|line| line.split('`').next());
    let told: BTreeSet<_> = told.filter(|key| key.contains('.')).map(str::to_owned).collect();
    let (_, _, asked) = reading(&whole_example());
    let is_table = |key: &String| asked.iter().any(|other| other.starts_with(&format!("{key}.")));
    let asked: BTreeSet<_> = asked.iter().filter(|key| !is_table(key)).cloned().collect();
    assert_eq!(told, asked);
}
