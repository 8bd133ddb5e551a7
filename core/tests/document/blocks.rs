//! What stands in lines of its own.

use serde_json::{Value, json};

use super::{block, drawn, fragment, inline, paragraph, text, url, void, with_fragments};

fn item(nodes: Value) -> Value {
    block("list-item", json!({}), nodes)
}

fn code_line(words: &str) -> Value {
    block("code-line", json!({}), json!([text(words)]))
}

#[test]
fn paragraphs_headings_quotes_hints_and_rules() {
    let blocks = [
        block("heading-1", json!({"id": "x"}), json!([text("Top")])),
        block("heading-3", json!({}), json!([text("Below")])),
        block("paragraph", json!({"align": "center"}), json!([text("Words")])),
        block("paragraph", json!({}), json!([text("")])),
        block("blockquote", json!({}), json!([paragraph("Said")])),
        block("hint", json!({"style": "danger"}), json!([paragraph("Hot")])),
        block("hint", json!({"style": "new"}), json!([paragraph("By the way")])),
        void("divider", json!({})),
    ];
    let expected = "Heading(1)\n \"Top\"\nHeading(3)\n \"Below\"\nParagraph\n \"Words\"\nQuote\n \
                    Paragraph\n  \"Said\"\nHint(Danger)\n Paragraph\n  \"Hot\"\nHint(Info)\n \
                    Paragraph\n  \"By the way\"\nRule";
    assert_eq!(drawn(&blocks), expected);
}

#[test]
fn lists_of_three_kinds() {
    let one = || json!([item(json!([paragraph("a")]))]);
    assert_eq!(
        drawn(&[block("list-unordered", json!({}), one())]),
        "List(None)\n Item(None)\n  Paragraph\n   \"a\""
    );
    assert_eq!(
        drawn(&[block("list-ordered", json!({"start": 3}), one())]),
        "List(Some(3))\n Item(None)\n  Paragraph\n   \"a\""
    );
    assert!(
        drawn(&[block("list-ordered", json!({"start": -3}), one())]).starts_with("List(Some(1))")
    );
    let done = block("list-item", json!({"checked": true}), json!([paragraph("b")]));
    let tasks = json!([item(json!([paragraph("a")])), done]);
    assert_eq!(
        drawn(&[block("list-tasks", json!({}), tasks)]),
        "List(None)\n Item(Some(false))\n  Paragraph\n   \"a\"\n Item(Some(true))\n  Paragraph\n   \"b\""
    );
}

#[test]
fn a_list_is_loose_once_an_item_has_two_paragraphs() {
    let inner = block("list-unordered", json!({}), json!([item(json!([paragraph("c")]))]));
    let items = json!([
        item(json!([paragraph("a"), inner])),
        item(json!([paragraph("d"), paragraph("e")])),
        item(json!([paragraph("f"), paragraph("g")])),
    ]);
    assert_eq!(
        drawn(&[block("list-unordered", json!({}), items)]),
        "List(None)\n Item(None)\n  Paragraph\n   \"a\"\n  List(None)\n   Item(None)\n    Paragraph\n     \
         \"c\"\n Item(None)\n  Paragraph\n   \"d\"\n  Paragraph\n   \"e\"\n  Loose\n Item(None)\n  \
         Paragraph\n   \"f\"\n  Paragraph\n   \"g\""
    );
}

#[test]
fn code_keeps_its_lines_and_remarks_follow_it() {
    let data =
        json!({"syntax": "bash", "title": "run.sh", "lineNumbers": true, "overflow": "wrap"});
    let remark = inline("annotation", json!({}), json!([text("--fast")]));
    let remark =
        with_fragments(remark, &[fragment("annotation-body", json!([paragraph("Twice as fast")]))]);
    let variable = inline("expression", json!({"expression": "vars.name"}), json!(null));
    let lines = json!([
        code_line("cd x"),
        code_line(""),
        block(
            "code-line",
            json!({"highlighted": true}),
            json!([text("go "), remark, text(" "), variable])
        ),
    ]);
    assert_eq!(
        drawn(&[block("code", data, lines), block("code", json!({}), json!([]))]),
        "Code bash run.sh numbers wrap\n \"cd x\\n\\ngo --fast vars.name\"\nParagraph\n \
         \"Twice as fast\"\nCode - -"
    );
}

#[test]
fn formulas_and_prompts() {
    assert_eq!(drawn(&[void("math", json!({"formula": "a^2"}))]), "Code math -\n \"a^2\"");
    let code = block("code", json!({}), json!([code_line("Write a test")]));
    assert_eq!(
        drawn(&[block("prompt", json!({"description": "Try this"}), json!([code]))]),
        "Paragraph\n Strong\n  \"Try this\"\nCode - -\n \"Write a test\""
    );
}

#[test]
fn images_are_figures_with_captions() {
    let image = |data: Value, caption: &str| {
        let image = void("image", data);
        with_fragments(image, &[fragment("caption", json!([paragraph(caption)]))])
    };
    let seen = image(json!({"ref": url("https://img.example/a.png"), "alt": "A map"}), "The map");
    let stored = image(json!({"ref": {"kind": "file", "file": "f1"}, "alt": "A plan"}), "");
    assert_eq!(
        drawn(&[block("images", json!({"align": "center"}), json!([seen, stored]))]),
        "Figure\n Image https://img.example/a.png\n  \"A map\"\n Caption\n  \"The map\"\nFigure\n \
         Paragraph\n  \"A plan\""
    );
}

#[test]
fn what_leads_elsewhere_is_a_card() {
    let card = "Card https://a.example/x\n Paragraph\n  \"https://a.example/x\"";
    let place = "https://a.example/x";
    for block in [
        void("embed", json!({"url": place})),
        void("content-ref", json!({"ref": url(place)})),
        void("file", json!({"ref": url(place)})),
        void(
            "integration",
            json!({"integration": "figma", "block": "frame", "props": {}, "url": place}),
        ),
    ] {
        assert_eq!(drawn(&[block]), card);
    }
    assert_eq!(
        drawn(&[void("embed", json!({"url": "javascript:alert(1)"}))]),
        "Paragraph\n \"javascript:alert(1)\""
    );
    for block in [
        void("content-ref", json!({"ref": {"kind": "page", "page": "p1"}})),
        void("file", json!({"ref": {"kind": "file", "file": "f1"}})),
        void("drawing", json!({})),
        void("reusable-content", json!({"ref": {"kind": "reusable-content"}})),
    ] {
        assert_eq!(drawn(&[block]), "");
    }
}

#[test]
fn what_unfolds_is_details() {
    let block = |data: Value| {
        let title = fragment("expandable-title", json!([paragraph("More")]));
        let body = fragment("expandable-body", json!([paragraph("Much more")]));
        with_fragments(void("expandable", data), &[title, body])
    };
    let expected = "\n Summary\n  \"More\"\n Paragraph\n  \"Much more\"";
    assert_eq!(drawn(&[block(json!({}))]), format!("Details(false){expected}"));
    assert_eq!(
        drawn(&[block(json!({"defaultExpanded": true}))]),
        format!("Details(true){expected}")
    );
}

#[test]
fn tabs_and_steps() {
    let tab = |title: &str, words: &str| {
        block("tabs-item", json!({"title": title}), json!([paragraph(words)]))
    };
    assert_eq!(
        drawn(&[block("tabs", json!({}), json!([tab("macOS", "brew"), tab("", "apt")]))]),
        "Tabs\n Tab(\"macOS\")\n  Paragraph\n   \"brew\"\n Tab(\"\")\n  Paragraph\n   \"apt\""
    );
    let step = |words: &str| {
        let heading = block("heading-3", json!({}), json!([text(words)]));
        block("stepper-step", json!({"icon": "x"}), json!([heading, paragraph("do")]))
    };
    assert_eq!(
        drawn(&[block("stepper", json!({}), json!([step("One"), step("Two")]))]),
        "Stepper\n Step\n  Heading(3)\n   \"One\"\n  Paragraph\n   \"do\"\n Step\n  Heading(3)\n   \
         \"Two\"\n  Paragraph\n   \"do\""
    );
}

#[test]
fn what_only_arranges_is_its_content() {
    let column = |words: &str| block("column", json!({"width": {}}), json!([paragraph(words)]));
    let blocks = [
        block("columns", json!({}), json!([column("a"), column("b")])),
        block("if", json!({"expression": "visitor.claims.x"}), json!([paragraph("c")])),
        block("invented", json!({}), json!([paragraph("d")])),
    ];
    assert_eq!(
        drawn(&blocks),
        "Paragraph\n \"a\"\nParagraph\n \"b\"\nParagraph\n \"c\"\nParagraph\n \"d\""
    );
    let update =
        block("update", json!({"date": "2026-11-22T10:00:00.000Z"}), json!([paragraph("New")]));
    assert_eq!(
        drawn(&[block("updates", json!({"format": "full"}), json!([update]))]),
        "Paragraph\n Strong\n  \"2026-11-22\"\nParagraph\n \"New\""
    );
}

#[test]
fn parts_of_an_api_are_named() {
    let code = |words: &str| format!("Paragraph\n CodeSpan\n  {words:?}");
    let pointer =
        json!({"method": "get", "path": "/users", "ref": {"kind": "openapi", "spec": "s"}});
    assert_eq!(drawn(&[void("openapi-operation", pointer)]), code("GET /users"));
    let pointer =
        json!({"method": "post", "name": "created", "ref": {"kind": "openapi", "spec": "s"}});
    assert_eq!(drawn(&[void("openapi-webhook", pointer)]), code("POST created"));
    let pointer = json!({"method": "get", "path": "/a", "ref": url("https://a.example/api.json")});
    assert_eq!(
        drawn(&[void("swagger", pointer)]),
        code("GET /a")
            + "\n \" \"\n Link https://a.example/api.json\n  \"https://a.example/api.json\""
    );
    assert_eq!(
        drawn(&[void("openapi-schemas", json!({"title": "Models", "schemas": ["User", "Pet"]}))]),
        format!("Paragraph\n Strong\n  \"Models\"\n{}\n{}", code("User"), code("Pet"))
    );
}
