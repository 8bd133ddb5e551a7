//! What a reader does while an answer streams: selects, focuses, scrolls. All of it survives, since
//! nothing changes but the end.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Day, SELECTED, Step, snapshot, stream_head};
use serde_json::{Value, json};

use crate::CONSTRUCTS;

/// How much of an answer comes at a time, in bytes.
const CHUNK: usize = 23;

/// An answer of which the first bytes come at once, and a chunk with each call of [`Arriving::grow`].
struct Arriving {
    day: Day,
    left: usize,
}

impl Arriving {
    /// Asks a question that `text` answers, of which the first `begin` bytes are there.
    async fn start(text: &'static str, begin: usize) -> Result<Self> {
        let ends: Vec<usize> = (begin..text.len()).step_by(CHUNK).skip(1).collect();
        let left = ends.len() + 1;
        let day = Day::start("", move |_| {
            let shown = |end: usize| snapshot(&text[..text.floor_char_boundary(end)], json!([]));
            let mut steps = vec![Step::send(stream_head("200 OK", "") + &*shown(begin))];
            for end in &ends {
                steps.extend([Step::Hold, Step::send(shown(*end))]);
            }
            let end = "event: done\ndata: done\n\n";
            steps.extend([Step::Hold, Step::send(shown(text.len()) + end)]);
            steps
        })
        .await?;
        day.ask_box.ask("How?").await?;
        Ok(Self { day, left })
    }

    /// Lets all of the rest arrive, a chunk to a frame or two, and waits for the end.
    async fn grow(&mut self) -> Result<()> {
        let frame = "const [done] = arguments; requestAnimationFrame(() => setTimeout(done))";
        for _ in 0..std::mem::take(&mut self.left) {
            self.day.api.go_on();
            self.day.browser.driver.execute_async(frame, Vec::new()).await?;
        }
        self.day.ask_box.completed().await?;
        Ok(())
    }

    async fn run(&self, script: &str) -> Result<Value> {
        let root = "const root = document.querySelector('ask-docs').shadowRoot;
             const answer = root.querySelector('.answer');";
        self.day.browser.run(&format!("{root}{SELECTED}{script}")).await
    }
}

/// The byte of `text` behind `words`.
fn behind(text: &str, words: &str) -> usize {
    text.find(words).map_or(0, |start| start + words.len())
}

/// Selects the words in the element that `selector` names, focuses the link, and tells both.
const TOUCH: &str = "
    window.reader = {
        selected: document.createTreeWalker(answer.querySelector(SELECTED), NodeFilter.SHOW_TEXT)
            .nextNode(),
        focused: answer.querySelector(FOCUSED),
        changes: 0,
    };
    // In this order, since WebKit gives up a selection when focus moves.
    reader.focused.focus({ preventScroll: true });
    getSelection().setBaseAndExtent(reader.selected, 2, reader.selected, 12);
    document.addEventListener('selectionchange', () => { reader.changes += 1; });
    root.addEventListener('focusout', () => { reader.changes += 1; });
    return [selected(root).toString(), root.activeElement === reader.focused];";

const TOUCHED: &str = "return {
    text: selected(root).toString(),
    isWhere: selected(root).startContainer === reader.selected && reader.selected.isConnected,
    isFocused: root.activeElement === reader.focused,
};";

async fn check_touched(
    arriving: &mut Arriving,
    selected: &str,
    focused: &str,
    words: &str,
) -> Result<()> {
    let link = format!("[href='{focused}']");
    arriving.day.ask_box.find(&format!(".answer {link}")).await?;
    let touch = TOUCH
        .replace("SELECTED", &json!(selected).to_string())
        .replace("FOCUSED", &json!(link).to_string());
    let told = arriving.run(&touch).await?;
    ensure!(told == json!([words, true]), "nothing to lose: {told}");
    arriving.grow().await?;
    let told = arriving.run(TOUCHED).await?;
    let expected = json!({"text": words, "isWhere": true, "isFocused": true});
    ensure!(told == expected, "{told}");
    Ok(())
}

#[tokio::test]
async fn a_selection_and_focus_in_what_is_settled_stay_while_the_rest_arrives() -> Result<()> {
    let begin = behind(CONSTRUCTS, "## Lists\n");
    let mut arriving = Arriving::start(CONSTRUCTS, begin).await?;
    let link = "https://docs.example.com/second";
    check_touched(&mut arriving, "p:nth-of-type(2)", link, "second par").await?;
    arriving.day.browser.quit().await
}

#[tokio::test]
async fn a_selection_and_focus_in_a_list_that_goes_on_stay_while_it_does() -> Result<()> {
    let mut text = "- the first item, which is being read\n".to_owned();
    text += "- [an item](https://docs.example.com/item) with a link\n";
    let begin = text.len() + 12;
    for number in 3..60 {
        text += &format!("- item number **{number}** of a long list\n");
    }
    let mut arriving = Arriving::start(text.leak(), begin).await?;
    let link = "https://docs.example.com/item";
    check_touched(&mut arriving, "li", link, "e first it").await?;
    arriving.day.browser.quit().await
}

#[tokio::test]
async fn a_selection_and_focus_in_the_paragraph_that_is_arriving_stay_while_it_grows() -> Result<()>
{
    let mut text = "Words of a paragraph with [a link](https://docs.example.com/open) ".to_owned();
    let begin = text.len() + 9;
    text += &"and *more* of **the same** sentence, ".repeat(30);
    let mut arriving = Arriving::start(text.leak(), begin).await?;
    check_touched(&mut arriving, "p", "https://docs.example.com/open", "rds of a p").await?;
    arriving.day.browser.quit().await
}

#[tokio::test]
async fn the_page_and_code_stay_scrolled_to_where_the_reader_has_scrolled_them() -> Result<()> {
    let text = CONSTRUCTS.replace("# Every construct", &"A line above.\n\n".repeat(40)).leak();
    let begin = behind(text, "{% endcode %}\n\n");
    let mut arriving = Arriving::start(text, begin).await?;
    arriving.day.ask_box.find(".answer .panel").await?;
    let script = "
        window.code = answer.querySelector('.code:has(.gutter) pre');
        code.scrollLeft = 60;
        scrollTo(0, 400);
        return [scrollY, code.scrollLeft, answer.firstElementChild.getBoundingClientRect().top]";
    let before = arriving.run(script).await?;
    ensure!(before[0] == 400 && before[1] == 60, "nothing was scrolled: {before}");
    arriving.grow().await?;
    let script = "return [scrollY, code.isConnected && code.scrollLeft,
        answer.firstElementChild.getBoundingClientRect().top]";
    let after = arriving.run(script).await?;
    ensure!(after == before, "{before} became {after}");
    arriving.day.browser.quit().await
}

/// Notes each change of the answer at any place but its last block, and each of the turn before.
/// Code that gets its colours keeps its text, which is all that may change in it.
const WATCH: &str = "
    const [live, ...earlier] = root.querySelectorAll('.answer');
    const blocks = () => [...live.querySelectorAll(':scope > .run > *')];
    const codes = () => [...live.querySelectorAll('pre > code')];
    window.watched = { changes: 0, wrong: [], settled: new Set(), texts: new Map() };
    const note = ({ type, target }, why) => watched.wrong.push(
        `${why}: ${type} of <${target.localName ?? target.parentNode?.localName}> `
        + JSON.stringify(target.textContent.slice(0, 60)));
    const isColour = ({ target }) => {
        const code = (target instanceof Text ? target.parentNode : target)?.closest('pre > code');
        return code && watched.texts.get(code) === code.textContent;
    };
    watched.take = (records) => {
        for (const record of records) {
            const { target, removedNodes } = record;
            if (earlier.some((one) => one.contains(target))) note(record, 'an earlier answer');
            if (!live.contains(target)) continue;
            watched.changes += 1;
            const gone = [...removedNodes].flatMap((node) => [node, ...node.children ?? []]);
            if (gone.some((node) => watched.settled.has(node))) note(record, 'a block is gone');
            const isSettled = [...watched.settled].some((block) => block.contains(target));
            if (isSettled && !isColour(record)) note(record, 'a settled block');
        }
        watched.settled = new Set(blocks().slice(0, -1));
        watched.texts = new Map(codes().map((code) => [code, code.textContent]));
    };
    watched.take([]);
    watched.observer = new MutationObserver(watched.take);
    watched.observer.observe(root, {
        subtree: true, childList: true, attributes: true, characterData: true,
    });
    return [earlier.length, blocks().length];";

#[tokio::test]
async fn only_the_last_block_of_an_answer_ever_changes_while_it_arrives() -> Result<()> {
    let mut arriving = Arriving::start(CONSTRUCTS, 30).await?;
    arriving.grow().await?;
    // Another one below which the first stays.
    arriving.day.ask_box.ask("And then?").await?;
    arriving.day.ask_box.text(".turn:first-child .answer", |text| !text.is_empty()).await?;
    ensure!(arriving.run(WATCH).await? == json!([1, 1]), "an answer is there, and one begins");
    arriving.left = (30..CONSTRUCTS.len()).step_by(CHUNK).count();
    arriving.grow().await?;
    let script = "watched.take(watched.observer.takeRecords()); return watched.wrong";
    let wrong = arriving.run(script).await?;
    ensure!(wrong == json!([]), "{wrong:#}");
    let changes = arriving.run("return watched.changes").await?;
    // Some engines draw several events at once.
    ensure!(changes.as_u64().is_some_and(|changes| changes > 50), "only {changes} were seen");

    // Whoever finds nothing has to prove that it would have.
    let misbehave = "const [, second, third] = answer.querySelectorAll('.run > *');
        second.append('!');
        third.remove();
        watched.take(watched.observer.takeRecords());
        return [watched.wrong.length, watched.settled.size > 10]";
    ensure!(arriving.run(misbehave).await? == json!([2, true]));
    arriving.day.browser.quit().await
}
