//! What local mode answers over a folder as GitBook's Git Sync writes it.

mod support;

use ask_docs_core::wire::Snapshot;
use axum::Router;
use support::{ASK, ask, body, fixture, get, local, post, send};

async fn answer(app: &Router, question: &str) -> Snapshot {
    ask(app, question).await.answer()
}

fn text(snapshot: &Snapshot) -> &str {
    snapshot.answer.as_ref().and_then(|text| text.markdown.as_deref()).unwrap_or_default()
}

fn first_source(snapshot: &Snapshot) -> &str {
    snapshot.sources.first().and_then(|source| source.record.as_deref()).unwrap_or("nothing")
}

#[tokio::test]
async fn the_right_section_comes_first() {
    let app = local(&fixture(), &[]);
    let mut wrong = Vec::new();
    for (question, section) in [
        ("How do I rotate my API key?", "reference/authentication#how-to-rotate-your-api-key"),
        ("verify webhook signature", "guides/webhooks#verify-webhook-signatures"),
        ("How can I check that a webhook call really came from you?", "guides/webhooks"),
        ("How many times is a failed job retried?", "guides/retries#how-retries-work"),
        ("can i change how many retries there are", "guides/retries#change-the-number-of-retries"),
        ("Is there a dark theme / dark mode?", "guides/dashboard#dark-mode"),
        (
            "How do I run a job every weekday with cron?",
            "guides/schedules#run-a-job-on-a-cron-schedule",
        ),
        ("What happens when clocks change (time zones, DST)?", "guides/schedules#time-zones"),
        ("cancel a job that is scheduled", "guides/schedules#cancel"),
        ("What is the maximum payload size?", "reference/rate-limits#payload-size"),
        ("What are the rate limits per minute?", "reference/rate-limits"),
        ("I get 429 Too many requests, what now?", "reference/errors#id-429-too-many-requests"),
        (
            "How do I install the Python client?",
            "getting-started/installation#install-the-client-library",
        ),
        ("Which Node version do I need?", "getting-started/installation#requirements"),
        ("Can I self-host it?", "faq#can-i-host-tidepool-myself"),
        ("Is there a free plan?", "faq#is-there-a-free-plan"),
        ("How do I invite a colleague to my team?", "guides/dashboard#invite-your-team"),
        ("dead letter queue", "guides/retries#dead-letter-queue"),
        ("What is Tidepool good for?", "home#what-tidepool-is-good-for"),
        ("does it support SAML single sign on", "reference/authentication#single-sign-on"),
        ("How do I send my first job?", "getting-started/quickstart"),
        ("what is in the timezone setting of a schedule", "guides/schedules"),
        ("verify the instalation", "getting-started/installation#verify-the-installation"),
        ("job data retention", "faq#how-long-is-job-data-kept"),
        ("Where do you keep the data of my jobs, and how long?", "faq#how-long-is-job-data-kept"),
        ("Which backoff strategies do you recognise?", "guides/retries"),
    ] {
        let found = answer(&app, question).await;
        if !first_source(&found).starts_with(section) {
            wrong.push(format!("{question} -> {}", first_source(&found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn nothing_is_guessed() {
    let app = local(&fixture(), &[]);
    for question in [
        "What is the weather in Paris?",
        "How do I bake sourdough bread?",
        "How do I do it?",
        "Does it integrate with Kubernetes operators?",
        "install a dishwasher",
        "kraken integration",
        "???",
        "日本語のドキュメントはありますか",
    ] {
        let response = ask(&app, question).await;
        let [snapshot] = &response.snapshots()[..] else {
            panic!("{question}: {}", response.text())
        };
        let expected = r#"{"answer":{},"followupQuestions":[],"sources":[]}"#;
        assert_eq!(serde_json::to_string(snapshot).expect("JSON"), expected, "{question}");
    }
}

#[tokio::test]
async fn an_answer_says_that_it_quotes_and_names_its_sources() {
    let app = local(&fixture(), &[]);
    let found = answer(&app, "How do I verify webhook signatures?").await;
    let source = &found.sources[0];
    let url = "http://gateway.example:8080/docs/guides/webhooks#verify-webhook-signatures";
    assert_eq!(source.kind, "record");
    assert_eq!(source.site.as_deref(), Some("docs"));
    assert_eq!(source.title.as_deref(), Some("Webhooks › Verify webhook signatures"));
    assert_eq!(source.url.as_deref(), Some(url));
    let reason = source.reason.as_deref().expect("a reason");
    assert_eq!(reason, "Has “Verify”, “webhook” and “signatures” in the heading.");
    let lead = format!(
        "Quoted from the documentation:\n\n### [Webhooks › Verify webhook signatures]({url})\n\nEach call"
    );
    assert!(text(&found).starts_with(&lead), "{}", text(&found));
}

#[tokio::test]
async fn blocks_of_gitbook_become_plain_markdown_with_their_code_whole() {
    let app = local(&fixture(), &[]);
    let found = answer(&app, "verify webhook signatures").await;
    let code = "**Node.js**\n\n**verify.js**\n\n```js\nconst expected = crypto.createHmac(\"sha256\", secret)\
                .update(body).digest(\"hex\");\nif (!crypto.timingSafeEqual(Buffer.from(expected), \
                Buffer.from(signature))) {\n  throw new Error(\"not from Tidepool\");\n}\n```\n\n**Python**";
    assert!(text(&found).contains(code), "{}", text(&found));
    for (question, part) in [
        ("How do retries work?", "> **Danger**\n>\n> Your endpoint may be called more than once"),
        ("backoff strategies", "| `exponential` | 15 s × 2n, at most 12 hours |"),
        ("overlapping runs", "**What if a run takes longer than the interval?**\n\nBy default"),
        ("quickstart", "**2. Send your first job**\n\n**send.js**\n\n```js\nimport"),
        (
            "rate limits",
            "> Limits depend on your plan. See [Errors](http://gateway.example:8080/docs/reference/errors)",
        ),
        (
            "tail the jobs as they finish",
            "**Terminal**\n\n```sh\n$ tidepool tail --type welcome-email\n12:00:01",
        ),
        ("verify the installation", "which is 4.2 at the moment:\n\n```sh\n# This is a comment"),
        ("export data", "Description of the export format\n\nChoose **Export**"),
        ("create a webhook", "   > **Note**\n   >\n   > The address must begin with `https://`."),
        (
            "webhook retries",
            "as described in [Retries and backoff](http://gateway.example:8080/docs/guides/retries)",
        ),
        ("welcome", "*A job travels from your app through a queue to your worker*"),
        (
            "welcome",
            "- [**Quickstart**](http://gateway.example:8080/docs/getting-started/quickstart) — Your first job",
        ),
    ] {
        let found = answer(&app, question).await;
        assert!(text(&found).contains(part), "{question}:\n{}", text(&found));
    }
    for page in ["welcome", "quickstart", "verify webhook signatures", "rate limits", "errors"] {
        let found = answer(&app, page).await;
        for mark in ["{%", "<table", "<figure", "<a ", "\u{fdd0}", "\u{fdd1}", ".md)", "\n\n\n"] {
            assert!(!text(&found).contains(mark), "{mark:?} in {}", text(&found));
        }
    }
}

#[tokio::test]
async fn links_lead_to_the_published_site() {
    for url in ["https://docs.tidepool.example/v4", "https://docs.tidepool.example/v4/"] {
        let app = local(&fixture(), &["--site-url", url]);
        let found = answer(&app, "What is Tidepool good for?").await;
        let source = found.sources[0].url.as_deref();
        assert_eq!(source, Some("https://docs.tidepool.example/v4/#what-tidepool-is-good-for"));
        let found = answer(&app, "dead letter queue").await;
        let link = "[`tidepool replay`](https://docs.tidepool.example/v4/reference/cli#replay)";
        assert!(text(&found).contains(link), "{}", text(&found));
    }
}

#[tokio::test]
async fn snapshots_only_grow_and_sources_come_early() {
    let app = local(&fixture(), &[]);
    let snapshots = ask(&app, "How do I verify webhook signatures?").await.snapshots();
    assert!(snapshots.len() >= 6, "{}", snapshots.len());
    for pair in snapshots.windows(2) {
        assert!(text(&pair[1]).starts_with(text(&pair[0])));
        assert!(text(&pair[1]).len() > text(&pair[0]).len());
    }
    let (last, before) = snapshots.split_last().expect("snapshots");
    assert!(!before[1].sources.is_empty());
    assert!(before.iter().all(|snapshot| snapshot.followup_questions.is_empty()));
    assert!(!last.followup_questions.is_empty());
}

#[tokio::test]
async fn followups_and_starters_each_find_an_answer() {
    let app = local(&fixture(), &[]);
    let starters = send(&app, get(&format!("{ASK}/questions"))).await;
    let (starters, done) = starters.events();
    assert!(done && (3..=5).contains(&starters.len()), "{starters:?}");
    let mut questions: Vec<String> = starters
        .iter()
        .map(|event| event["question"].as_str().expect("a question").to_owned())
        .collect();
    for question in
        ["How do I rotate my API key?", "dead letter queue", "rate limits", "is it free"]
    {
        let found = answer(&app, question).await;
        assert!((2..=3).contains(&found.followup_questions.len()), "{question}: {found:?}");
        questions.extend(found.followup_questions);
    }
    for question in questions {
        let found = answer(&app, &question).await;
        assert!(!found.sources.is_empty(), "{question}");
    }
}

#[tokio::test]
async fn who_does_not_ask_for_markdown_gets_the_document_tree() {
    let app = local(&fixture(), &[]);
    for path in [ASK.to_owned(), format!("{ASK}?format=document")] {
        let (events, done) =
            send(&app, post(&path, body("verify webhook signatures"))).await.events();
        assert!(done && events.len() >= 6);
        let last = &events.last().expect("a snapshot")["answer"]["answer"];
        assert!(last.get("markdown").is_none());
        let document = &last["document"];
        assert_eq!(document["object"], "document");
        let kinds: Vec<_> = document["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .map(|node| node["type"].as_str())
            .collect();
        assert_eq!(kinds[..3], [Some("paragraph"), Some("heading-3"), Some("paragraph")]);
        assert!(kinds.contains(&Some("code")), "{kinds:?}");
    }
}

#[tokio::test]
async fn hidden_pages_are_not_found_but_shown() {
    let app = local(&fixture(), &[]);
    assert!(answer(&app, "secret roadmap").await.sources.is_empty());
    assert!(send(&app, get("/docs/internal/roadmap")).await.text().contains("kraken"));
}
