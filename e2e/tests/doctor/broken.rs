//! Installations with one thing broken, and what the doctor has to name.

/// How an installation is broken.
pub(crate) struct Broken {
    /// What a person would call it.
    pub(crate) name: &'static str,
    /// Lines of the page's header; `GATEWAY` stands for the gateway's origin.
    pub(crate) headers: &'static [&'static str],
    /// The page.
    pub(crate) html: &'static str,
    /// What stands around it.
    pub(crate) around: Around,
    /// The check that has to find it.
    pub(crate) check: &'static str,
    /// What it has to say, and to give to paste. `PAGE` stands for the page's origin.
    pub(crate) words: &'static [&'static str],
    /// Only a browser can see it.
    pub(crate) is_of_browser: bool,
}

/// The gateway, and what stands before it.
#[derive(Clone, Copy)]
pub(crate) enum Around {
    /// A gateway over a folder, that knows the page.
    Known,
    /// One that knows another page.
    Unknown,
    /// One before an API that answers with this status.
    Api(&'static str),
    /// nginx before it: lines of its `location /`, and beside it.
    Proxy(&'static str, &'static str),
    /// Files of which some are others.
    Files(Spoil),
}

/// Another content for a file, by its name; none for no file.
pub(crate) type Spoil = fn(&str, Vec<u8>) -> Option<Vec<u8>>;

pub(crate) const TAG: &str =
    "<!doctype html><script async src=\"GATEWAY/ask-docs.js\"></script><ask-docs></ask-docs>";
const OF_API: &str = "<!doctype html><script async src=\"GATEWAY/ask-docs.js\"></script>\
                      <ask-docs organization=org1 site=site1></ask-docs>";

const BASE: Broken = Broken {
    name: "",
    headers: &[],
    html: TAG,
    around: Around::Known,
    check: "",
    words: &[],
    is_of_browser: false,
};

/// As it should be, in every way that it can be.
pub(crate) const HEALTHY: [Broken; 3] = [
    BASE,
    Broken {
        headers: &["Content-Security-Policy: default-src 'none'; frame-src GATEWAY; \
                    script-src GATEWAY 'wasm-unsafe-eval'; connect-src GATEWAY"],
        around: Around::Proxy("", ""),
        ..BASE
    },
    Broken { html: OF_API, around: Around::Api("200 OK"), ..BASE },
];

pub(crate) const ALL: &[Broken] = &[
    Broken {
        name: "the page's origin is not allowed",
        around: Around::Unknown,
        check: "origin",
        words: &["Pages of PAGE may not ask", "--allow-origin PAGE", "\"PAGE\"]"],
        ..BASE
    },
    Broken {
        name: "a policy without the gateway in script-src",
        headers: &["Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'"],
        check: "policy",
        words: &["script-src lacks GATEWAY.", "script-src 'self' 'wasm-unsafe-eval' GATEWAY;"],
        ..BASE
    },
    Broken {
        name: "a policy without 'wasm-unsafe-eval'",
        headers: &["Content-Security-Policy: script-src GATEWAY"],
        check: "policy",
        words: &["script-src lacks 'wasm-unsafe-eval'", "script-src GATEWAY 'wasm-unsafe-eval';"],
        ..BASE
    },
    Broken {
        name: "a policy without the gateway in connect-src, in a meta",
        html: "<!doctype html><meta http-equiv=content-security-policy content=\"connect-src 'self'\">\
               <script async src=\"GATEWAY/ask-docs.js\"></script><ask-docs></ask-docs>",
        check: "policy",
        words: &["<meta>", "connect-src lacks GATEWAY", "connect-src 'self' GATEWAY;"],
        ..BASE
    },
    Broken {
        name: "a policy with 'strict-dynamic', and a tag without a nonce",
        headers: &[
            "Content-Security-Policy: script-src 'nonce-a' 'strict-dynamic' 'wasm-unsafe-eval'",
        ],
        check: "policy",
        words: &["'strict-dynamic'", " nonce=\""],
        ..BASE
    },
    Broken {
        name: "a token that GitBook refuses",
        html: OF_API,
        around: Around::Api("401 Unauthorized"),
        check: "token",
        words: &["(401)", "/etc/ask-docs/token"],
        ..BASE
    },
    Broken {
        name: "a token without access to the organization",
        html: OF_API,
        around: Around::Api("403 Forbidden"),
        check: "token",
        words: &["(403)", "no access to the organization"],
        ..BASE
    },
    Broken {
        name: "a site that GitBook does not know",
        html: OF_API,
        around: Around::Api("404 Not Found"),
        check: "token",
        words: &["(404)", "no such site", "check --config"],
        ..BASE
    },
    Broken {
        name: "a site that the gateway does not have",
        html: "<!doctype html><script src=\"GATEWAY/ask-docs.js\" data-mode=launcher data-site=dcs></script>",
        check: "site",
        words: &["no site dcs in an organization local", "organization=\"local\" site=\"docs\""],
        ..BASE
    },
    Broken {
        name: "a proxy that buffers",
        around: Around::Proxy("proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;", ""),
        check: "stream",
        words: &["all at once", "proxy_buffering off;"],
        ..BASE
    },
    Broken {
        name: "a proxy that holds back what is compressed",
        // One location buffers, and only what may be compressed is led there.
        around: Around::Proxy(
            "if ($request_uri = /v1/doctor/stream) { rewrite ^ /held last; }",
            "location /held { internal; proxy_pass GATEWAY/v1/doctor/stream; proxy_buffering on; \
             proxy_ignore_headers X-Accel-Buffering; }",
        ),
        check: "compression",
        words: &["what is compressed", "streams = 0"],
        ..BASE
    },
    Broken {
        name: "a proxy that takes headers away",
        around: Around::Proxy("proxy_hide_header Access-Control-Allow-Origin;", ""),
        check: "cors",
        words: &["Access-Control-Allow-Origin", "proxy"],
        ..BASE
    },
    Broken {
        name: "a proxy that adds headers of its own",
        around: Around::Proxy("add_header Access-Control-Allow-Origin * always;", ""),
        check: "cors",
        words: &["Access-Control-Allow-Origin", "proxy"],
        ..BASE
    },
    Broken {
        name: "a proxy that keeps OPTIONS to itself",
        around: Around::Proxy("if ($request_method = OPTIONS) { return 405; }", ""),
        check: "cors",
        words: &["OPTIONS"],
        ..BASE
    },
    Broken {
        name: "a proxy that changes the host",
        around: Around::Proxy("proxy_set_header Host gateway.internal;", ""),
        check: "origin",
        words: &["changes the header Host", "proxy_set_header Host $http_host;"],
        is_of_browser: true,
        ..BASE
    },
    Broken {
        name: "a tag that pins another version",
        html: "<!doctype html><script async crossorigin integrity=\"sha384-\
               H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO\" \
               src=\"GATEWAY/ask-docs.js\"></script><ask-docs></ask-docs>",
        check: "files",
        words: &["another version", "src=\"GATEWAY/ask-docs.js\""],
        ..BASE
    },
    Broken {
        name: "files of two versions",
        around: Around::Files(|name, mut bytes| {
            if name.starts_with("guest-") {
                bytes.extend_from_slice(b"\n");
            }
            Some(bytes)
        }),
        check: "files",
        words: &["GATEWAY/guest-", "two versions"],
        ..BASE
    },
    Broken {
        name: "a file that was not copied",
        around: Around::Files(|name, bytes| (!name.starts_with("ask_docs-")).then_some(bytes)),
        check: "files",
        words: &["GATEWAY/ask_docs-", "(404)", "--www"],
        ..BASE
    },
    Broken {
        name: "no tag",
        html: "<!doctype html><title>Nothing</title><!-- <ask-docs></ask-docs> -->",
        check: "tag",
        words: &[
            "no tag",
            "<script async src=\"GATEWAY/ask-docs.js\"></script>\n<ask-docs></ask-docs>",
        ],
        ..BASE
    },
    Broken {
        name: "a tag of another host",
        html: "<!doctype html><script async src=\"https://old.example/ask-docs.js\"></script><ask-docs></ask-docs>",
        check: "tag",
        words: &["https://old.example", "src=\"GATEWAY/ask-docs.js\""],
        ..BASE
    },
    Broken {
        name: "a tag that waits for a consent",
        html: "<!doctype html><script type=text/plain src=\"GATEWAY/ask-docs.js\"></script><ask-docs></ask-docs>",
        check: "tag",
        words: &["text/plain", "consent"],
        ..BASE
    },
    Broken {
        name: "a misspelt setting",
        html: "<!doctype html><script async src=\"GATEWAY/ask-docs.js\"></script><ask-docs organisation=local></ask-docs>",
        check: "settings",
        words: &["organization is meant", "<ask-docs organization=\"local\"></ask-docs>"],
        ..BASE
    },
    Broken {
        name: "a module that a proxy refuses",
        around: Around::Proxy("", "location ~ \\.wasm$ { return 403; }"),
        check: "wasm",
        words: &[".wasm is refused with status 403"],
        ..BASE
    },
    Broken {
        name: "a module that is something else",
        around: Around::Files(|name, bytes| {
            Some(if name.ends_with(".wasm") { b"<!doctype html>".to_vec() } else { bytes })
        }),
        check: "wasm",
        words: &[".wasm is not the file that the build has made"],
        ..BASE
    },
];
