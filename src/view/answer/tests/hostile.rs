//! Hostile texts: whatever they hold, the page gets nothing but what answers are made of.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::page::{dump, painter};

const ELEMENTS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "button",
    "code",
    "del",
    "details",
    "div",
    "em",
    "figcaption",
    "figure",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

const ATTRIBUTES: &[&str] = &[
    "aria-controls",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "aria-pressed",
    "aria-selected",
    "class",
    "dir",
    "hidden",
    "href",
    "id",
    "open",
    "rel",
    "role",
    "scope",
    "start",
    "tabindex",
    "target",
    "type",
];

#[wasm_bindgen_test]
fn hostile_text_becomes_nothing_but_text_at_every_cut() {
    for text in HOSTILE {
        let (place, mut painter) = painter();
        for end in (1..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            painter.paint(&text[..end], end == text.len());
            check(&place);
        }
        place.remove();
    }
}

fn check(place: &Element) {
    let all = place.query_selector_all("*").expect("a selector");
    for element in (0..all.length()).filter_map(|index| all.item(index)) {
        let element: Element = element.unchecked_into();
        let name = element.local_name();
        assert!(ELEMENTS.contains(&&*name), "<{name}> in {}", dump(place));
        for attribute in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
            assert!(ATTRIBUTES.contains(&&*attribute), "{attribute} in {}", dump(place));
        }
        if let Some(href) = element.get_attribute("href") {
            let allowed = ["https://", "http://", "mailto:"];
            assert!(allowed.iter().any(|scheme| href.starts_with(scheme)), "{href}");
            let rel = element.get_attribute("rel");
            assert_eq!(rel.as_deref(), Some("noopener noreferrer nofollow"), "{href}");
        }
    }
}

const HOSTILE: &[&str] = &[
    "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://x.example/y)\n\n\
     <script>alert(1)</script>\n\n<svg/onload=alert(1)>\n\n[c](https://fine.example/)",
    "{% tabs %}\n{% tab title=\"<img src=x onerror=alert(1)>\" %}\n<iframe srcdoc=x>\n{% endtab %}\n\
     {% endtabs %}\n\n{% code title=\"</figcaption><script>\" %}\n```</code><script>\nx\n```\n",
    "{% embed url=\"javascript:alert(1)\" %}\n\n{% content-ref url=\"data:text/html,x\" %}\n[x](x)\n",
    "<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary>\n\ny\n\n</details>\n\n\
     <figure><img src=\"javascript:alert(1)\" onerror=alert(1)></figure>",
    "[![a](https://p.example/x)](https://q.example/) ![[a](https://q.example/)](https://p.example/)\n\
     <https://a.example/\"onclick=alert(1)>\n\n[x](<https://a.example/ \" onmouseover=alert(1)>)",
];
