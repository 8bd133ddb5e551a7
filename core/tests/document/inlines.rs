//! What stands within a line.

use serde_json::{Value, json};

use super::{block, drawn, fragment, inline, marked, paragraph, text, url, with_fragments};

fn line(inlines: &[Value]) -> String {
    let drawn = drawn(&[block("paragraph", json!({}), json!(inlines))]);
    drawn.strip_prefix("Paragraph\n").unwrap_or(&drawn).to_owned()
}

#[test]
fn each_mark_is_drawn_and_runs_of_the_same_marks_are_one() {
    let marks = [
        marked("a", &["bold"]),
        marked("b", &["bold", "italic"]),
        marked("c", &["italic", "bold"]),
        marked("d", &["strikethrough"]),
        marked("e", &["code"]),
        marked("f", &["keyboard", "bold"]),
        marked("g", &["color"]),
        marked("h", &[]),
    ];
    let expected = " Strong\n  \"a\"\n  Emphasis\n   \"bc\"\n Strikethrough\n  \"d\"\n CodeSpan\n  \
                    \"e\"\n Strong\n  CodeSpan\n   \"f\"\n \"gh\"";
    assert_eq!(line(&marks), expected);
}

#[test]
fn raised_and_lowered_words_stay_apart_from_what_they_stand_at() {
    let of = |mark, words| line(&[text("10"), marked(words, &[mark])]);
    assert_eq!(of("superscript", "-16"), " \"10⁻¹⁶\"");
    assert_eq!(of("superscript", "th"), " \"10^th\"");
    assert_eq!(of("subscript", "2"), " \"10₂\"");
    assert_eq!(of("subscript", "max"), " \"10max\"");
}

#[test]
fn a_line_break_within_words_is_a_break() {
    assert_eq!(line(&[marked("a\nb", &["bold"])]), " Strong\n  \"a\"\n  Break\n  \"b\"");
}

#[test]
fn links_lead_where_they_may_and_are_words_elsewhere() {
    let link = |reference: Value, nodes: Value| inline("link", json!({"ref": reference}), nodes);
    let words = || json!([text("Log in")]);
    assert_eq!(
        line(&[link(url("/log-in"), words())]),
        " Link https://docs.example.com/log-in\n  \"Log in\""
    );
    assert_eq!(
        line(&[link(url("https://a.example/x"), json!([text("")]))]),
        " Link https://a.example/x\n  \"https://a.example/x\""
    );
    for reference in [
        url("javascript:alert(1)"),
        url(""),
        json!({"kind": "page", "page": "p1"}),
        json!({"kind": "anchor", "anchor": "a", "page": "p1"}),
        json!({"kind": "space", "space": "s1"}),
        json!(null),
        json!({"url": ["/x"]}),
    ] {
        assert_eq!(line(&[link(reference, words())]), " \"Log in\"");
    }
    let nested = link(url("/a"), json!([text("a"), link(url("/b"), json!([text("b")]))]));
    assert_eq!(line(&[nested]), " Link https://docs.example.com/a\n  \"ab\"");
}

#[test]
fn an_image_is_an_image_or_its_description() {
    let image = |data: Value| inline("inline-image", data, json!([]));
    let place = url("https://img.example/a.png");
    assert_eq!(
        line(&[image(json!({"ref": place, "alt": "Logo", "size": "line"}))]),
        " Image https://img.example/a.png\n  \"Logo\""
    );
    assert_eq!(line(&[image(json!({"ref": place}))]), " Image https://img.example/a.png");
    assert_eq!(
        line(&[image(json!({"ref": {"kind": "file", "file": "f1"}, "caption": "Logo"}))]),
        " \"Logo\""
    );
    let linked = inline(
        "link",
        json!({"ref": url("/x")}),
        json!([image(json!({"ref": place, "alt": "Logo"}))]),
    );
    assert_eq!(line(&[linked]), " Link https://docs.example.com/x\n  \"Logo\"");
}

#[test]
fn small_things_in_a_line_say_what_they_show() {
    let small =
        |kind: &str, data: Value| line(&[text("a "), inline(kind, data, json!(null)), text(" b")]);
    assert_eq!(small("emoji", json!({"code": "1f44d"})), " \"a 👍 b\"");
    assert_eq!(small("emoji", json!({"code": "1f468-200d-1f4bb"})), " \"a 👨\\u{200d}💻 b\"");
    assert_eq!(small("emoji", json!({"code": "thumbs"})), " \"a thumbs b\"");
    assert_eq!(small("emoji", json!({"code": "a"})), " \"a a b\"");
    assert_eq!(small("icon", json!({"icon": "check"})), " \"a ✓ b\"");
    assert_eq!(small("icon", json!({"icon": "rocket"})), " \"a  b\"");
    assert_eq!(
        small("expression", json!({"expression": "space.vars.n"})),
        " \"a \"\n CodeSpan\n  \"space.vars.n\"\n \" b\""
    );
    assert_eq!(
        small("inline-math", json!({"formula": "e^{i\\pi}"})),
        " \"a \"\n CodeSpan\n  \"e^{i\\\\pi}\"\n \" b\""
    );
    assert_eq!(
        small("mention", json!({"ref": url("https://a.example/")})),
        " \"a \"\n Link https://a.example/\n  \"https://a.example/\"\n \" b\""
    );
    assert_eq!(small("mention", json!({"ref": {"kind": "user", "user": "u1"}})), " \"a  b\"");
    assert_eq!(
        small("button", json!({"label": "Sign up", "kind": "primary", "ref": url("/up")})),
        " \"a \"\n Link https://docs.example.com/up\n  \"Sign up\"\n \" b\""
    );
    assert_eq!(
        small("button", json!({"label": "Ask", "kind": "secondary", "action": {"action": "ask"}})),
        " \"a Ask b\""
    );
}

#[test]
fn a_remark_stands_behind_what_it_is_about() {
    let body =
        fragment("annotation-body", json!([paragraph("Single sign-on"), paragraph("See SAML")]));
    let remark = inline("annotation", json!({}), json!([marked("SSO", &["bold"])]));
    assert_eq!(
        line(&[text("Use "), with_fragments(remark, &[body]), text(".")]),
        " \"Use \"\n Strong\n  \"SSO\"\n \" (Single sign-on See SAML).\""
    );
}

#[test]
fn an_unknown_inline_is_its_words() {
    assert_eq!(line(&[inline("sparkle", json!({"x": 1}), json!([text("words")]))]), " \"words\"");
}
