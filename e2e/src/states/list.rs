//! The list itself, in the order in which a reader may come by them.

use super::{Act, State, api};

const QUESTION: &str = "How do I roll back a deployment?";

/// Longer than a question may be.
const TOO_LONG: &str = "How do I roll back a deployment that went out on Friday evening, when \
    most of us had already left, and whose migration has changed the table of customers, so that \
    the version before it can no longer read what has been written since, while a queue of some \
    thousand messages is still waiting to be worked off by the new version, and whether there is \
    a way to keep these messages, or at least to look at them, before anything is rolled back at \
    all; and who is told of it, by mail or in any other way, when somebody presses that button in \
    the middle of the night?";

/// An answer that has come, with its buttons below it.
const ANSWERED: Act = Act::See(".turn:first-child .foot");

const PLAIN: State = State {
    name: "",
    about: "",
    settings: &[],
    page: "",
    api: api::whole,
    acts: &[Act::Ask(QUESTION), ANSWERED],
};

/// Somewhere else than the newest answer. Only what is in view is drawn, so it is in no picture.
pub const ELSEWHERE: State = State {
    name: "to-newest",
    about: "Back at an earlier answer; a button leads to the newest",
    api: api::long_and_short,
    acts: &[
        Act::Ask("What does the client retry?"),
        ANSWERED,
        Act::Ask("What happens to requests that are running?"),
        Act::Read(".turn:first-child .answer", "30 seconds"),
        ANSWERED,
        Act::Press(".turn:last-child .question"),
        Act::See(".turn:last-child .foot"),
        Act::GoBack,
        Act::See("[part=to-newest]"),
    ],
    ..PLAIN
};

/// Every state that is shown in pictures.
pub const STATES: &[State] = &[
    State {
        name: "untouched",
        about: "As a page shows it before anybody touches it",
        acts: &[],
        ..PLAIN
    },
    State {
        name: "idle",
        about: "An empty field, and questions to start with",
        acts: &[Act::Enter, Act::See(".starter")],
        ..PLAIN
    },
    State {
        name: "too-long",
        about: "A question that is longer than the API takes; it stays in the field",
        acts: &[Act::Ask(TOO_LONG), Act::See(".refused")],
        ..PLAIN
    },
    State {
        name: "quote",
        about: "A question about words that were selected in the page",
        settings: &[("selection", "body")],
        acts: &[Act::Select("h1"), Act::Press("[part=about]"), Act::See("[part=quote]")],
        ..PLAIN
    },
    State {
        name: "secret",
        about: "A question with what looks like a secret; one key masks it",
        acts: &[Act::Ask("Why is jane@acme.io refused?"), Act::See("[part=secrets]")],
        ..PLAIN
    },
    State {
        name: "consent",
        about: "Where the owner wants it, nothing is sent before the reader has agreed",
        settings: &[
            ("consent", "Your question goes to Northwind."),
            ("consent-link", "https://northwind.example/privacy"),
        ],
        acts: &[Act::Ask(QUESTION), Act::See("[part=consent]")],
        ..PLAIN
    },
    State {
        name: "what-is-sent",
        about: "What a question would send, word for word",
        acts: &[Act::Enter, Act::Press("[part=what-is-sent]"), Act::See("[part=sent] pre")],
        ..PLAIN
    },
    State {
        name: "thinking",
        about: "Asked, and nothing to read yet",
        api: api::silence,
        acts: &[Act::Ask(QUESTION), Act::See(".waiting")],
        ..PLAIN
    },
    State {
        name: "streaming",
        about: "An answer arrives; the button stops it",
        api: api::beginning,
        acts: &[Act::Ask(QUESTION), Act::Read(".answer", "terminal")],
        ..PLAIN
    },
    State {
        name: "answered",
        about: "A whole answer with its sources, what can be done with it, and what to ask next",
        settings: &[("feedback", "true")],
        acts: &[Act::Ask(QUESTION), Act::See(".follow-up"), ANSWERED],
        ..PLAIN
    },
    State {
        name: "history",
        about: "Several questions; the newest stands first, and earlier ones fold away",
        api: api::conversation,
        acts: &[
            Act::Ask(QUESTION),
            ANSWERED,
            Act::Ask("What happens to requests that are running?"),
            Act::Read(".turn:first-child .answer", "30 seconds"),
            ANSWERED,
            Act::Ask("Can a bad version be rolled back by itself?"),
            Act::Read(".turn:first-child .answer", "rolled back"),
            ANSWERED,
        ],
        ..PLAIN
    },
    State {
        name: "feedback",
        about: "An answer that did not help: why, in a press or in words",
        settings: &[("feedback", "true")],
        acts: &[
            Act::Ask(QUESTION),
            ANSWERED,
            Act::Press("[part=not-helpful]"),
            Act::See(".reasons .starter"),
        ],
        ..PLAIN
    },
    State {
        name: "cleared",
        about: "A conversation that is kept was cleared; its questions can be asked again",
        settings: &[("history", "session")],
        acts: &[Act::Ask(QUESTION), ANSWERED, Act::Press("[part=clear]"), Act::See(".recent")],
        ..PLAIN
    },
    State {
        name: "nothing-found",
        about: "The documentation has no answer",
        api: api::nothing,
        acts: &[Act::Ask("Who won the cup in 1930?"), Act::See(".notice")],
        ..PLAIN
    },
    State {
        name: "search-results",
        about: "Where no answer can be written, pages that may hold it",
        api: api::search_results,
        acts: &[Act::Ask(QUESTION), Act::See(".notice"), ANSWERED],
        ..PLAIN
    },
    State {
        name: "stopped",
        about: "Stopped by the reader; what had come stays",
        api: api::beginning,
        acts: &[
            Act::Ask(QUESTION),
            Act::Read(".answer", "terminal"),
            Act::Press("button[part=stop]"),
            Act::See(".notice"),
        ],
        ..PLAIN
    },
    State {
        name: "incomplete",
        about: "The connection ended early; what had come stays",
        api: api::cut,
        acts: &[Act::Ask(QUESTION), Act::See(".notice.failure")],
        ..PLAIN
    },
    State {
        name: "from-cache",
        about: "An answer that another reader got before, with its age",
        api: api::kept,
        acts: &[Act::Ask(QUESTION), Act::See(".freshness"), ANSWERED],
        ..PLAIN
    },
    State {
        name: "budget",
        about: "Few questions are left for today",
        api: api::little_left,
        acts: &[Act::Ask(QUESTION), Act::See(".budget"), ANSWERED],
        ..PLAIN
    },
    State {
        name: "rate-limited",
        about: "Too many questions; the wait is counted down, and the question kept",
        api: api::too_many,
        acts: &[Act::Ask(QUESTION), Act::See(".countdown")],
        ..PLAIN
    },
    State {
        name: "offline",
        about: "No connection; the question is kept",
        page: "Object.defineProperty(navigator, 'onLine', { value: false });",
        api: api::nobody,
        acts: &[Act::Ask(QUESTION), Act::See(".notice.failure")],
        ..PLAIN
    },
    State {
        name: "broken",
        about: "The answer service has a problem, and says so",
        api: api::broken,
        acts: &[Act::Ask(QUESTION), Act::See(".notice.failure")],
        ..PLAIN
    },
    State {
        name: "refused",
        about: "This page may not ask; only its owner can change that",
        api: api::refused,
        acts: &[Act::Ask(QUESTION), Act::See(".notice.failure")],
        ..PLAIN
    },
    State {
        name: "not-configured",
        about: "There is nothing to ask at this address; only the page's owner can change that",
        api: api::missing,
        acts: &[Act::Ask(QUESTION), Act::See(".notice.failure")],
        ..PLAIN
    },
    State {
        name: "without-webassembly",
        about: "The box cannot run here; a link leads to a page that can answer",
        page: "delete window.WebAssembly;",
        api: api::nobody,
        acts: &[Act::Press("textarea"), Act::See(".elsewhere")],
        ..PLAIN
    },
    State {
        name: "every-construct",
        about: "All that the text of an answer can hold",
        api: api::every_construct,
        acts: &[Act::Ask("What does the client retry?"), ANSWERED],
        ..PLAIN
    },
];
