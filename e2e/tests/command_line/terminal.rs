//! What a reader sees on a terminal, judged by a terminal emulator.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Scripted, Step, snapshot};
use serde_json::json;

use super::program::{Terminal, program};
use super::{DONE, begun};

/// A terminal of 24 rows and so many `columns` that asks an API which sends `steps`.
async fn day(steps: Vec<Step>, columns: u16) -> Result<(Scripted, Terminal)> {
    let api = Scripted::start(move |_| steps.clone()).await?;
    let command = program(&["--gateway", &api.address, "How?"])?;
    let terminal = Terminal::start(command, (24, columns))?;
    Ok((api, terminal))
}

#[tokio::test]
async fn an_answer_grows_in_its_place_wrapped_to_the_terminal() -> Result<()> {
    let first = "You can **roll back** a deployment in the dashboard.";
    let steps = vec![
        Step::Hold,
        Step::send(begun("You can **roll ba")),
        Step::Hold,
        Step::send(snapshot(first, json!([]))),
        Step::Hold,
        Step::send(snapshot(&format!("{first}\n\n- One\n- Two"), json!([])) + DONE),
    ];
    let (api, mut terminal) = day(steps, 31).await?;
    terminal.sees("that it searches", |seen| seen == "Searching the documentation…").await?;
    api.go_on();
    terminal.sees("the first words", |seen| seen == "You can roll ba").await?;
    api.go_on();
    let grown = "You can roll back a deployment\nin the dashboard.";
    terminal.sees("more, in two lines", |seen| seen == grown).await?;
    api.go_on();
    ensure!(terminal.ended().await? == 0);
    let whole = format!("{grown}\n\n• One\n• Two\n\nAnswers can be wrong. Check\nthe sources.");
    terminal.sees("the whole answer", |seen| seen.trim_end() == whole).await?;
    ensure!(terminal.written().contains("\u{1b}[1mroll back\u{1b}[0m"), "{:?}", terminal.written());
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_rewritten_is_written_over() -> Result<()> {
    let steps = vec![
        Step::send(begun("Wrong.\n\nMore\n\nand more")),
        Step::Hold,
        Step::send(snapshot("Right.", json!([]))),
        Step::Hold,
        Step::send(DONE),
    ];
    let (api, mut terminal) = day(steps, 60).await?;
    terminal.sees("the first", |seen| seen.contains("and more")).await?;
    api.go_on();
    terminal.sees("the second alone", |seen| seen == "Right.").await?;
    api.go_on();
    ensure!(terminal.ended().await? == 0);
    ensure!(!terminal.written().contains("written anew"));
    Ok(())
}

#[tokio::test]
async fn an_answer_whose_beginning_is_scrolled_away_is_written_anew_once() -> Result<()> {
    let long = |first: &str| {
        let lines: String = (0..40).map(|n| format!("{n}\n\n")).collect();
        format!("{first}\n\n{lines}")
    };
    let steps = vec![
        Step::send(begun(&long("Wrong."))),
        Step::Hold,
        Step::send(snapshot(&long("Right."), json!([]))),
        Step::send(snapshot(&(long("Right.") + "The end"), json!([])) + DONE),
    ];
    let (api, mut terminal) = day(steps, 60).await?;
    terminal.sees("its end", |seen| seen.contains("39")).await?;
    api.go_on();
    ensure!(terminal.ended().await? == 0);
    terminal.sees("its new end", |seen| seen.contains("The end")).await?;
    let written = terminal.written();
    ensure!(written.matches("written anew").count() == 1, "{written:?}");
    ensure!(written.matches("Wrong.").count() == 1 && written.matches("Right.").count() == 1);
    Ok(())
}

#[tokio::test]
async fn a_table_is_columns_where_it_fits_and_a_list_where_it_does_not() -> Result<()> {
    let table = "| Option | What it does |\n|--|--:|\n| `--port` | The port |\n";
    let steps = vec![Step::send(begun(table) + DONE)];
    let (_api, terminal) = day(steps.clone(), 60).await?;
    let columns = "Option  What it does\n──────  ────────────\n--port      The port";
    terminal.sees("columns", |seen| seen.starts_with(columns)).await?;
    let (_api, terminal) = day(steps, 20).await?;
    let list = "• Option: --port\n  What it does:";
    terminal.sees("a list", |seen| seen.starts_with(list)).await?;
    Ok(())
}

#[tokio::test]
async fn who_wants_no_colours_gets_none() -> Result<()> {
    let api = Scripted::start(|_| vec![Step::send(begun("# A\n\n**b** `c`") + DONE)]).await?;
    let mut command = program(&["--gateway", &api.address, "How?"])?;
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command, (24, 60))?;
    ensure!(terminal.ended().await? == 0);
    terminal.sees("signs instead", |seen| seen.starts_with("# A\n\nb `c`\n")).await?;
    let written = terminal.written();
    let is_look = |part: &str| {
        part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
    };
    ensure!(!written.split("\u{1b}[").skip(1).any(is_look), "{written:?}");
    Ok(())
}

#[tokio::test]
async fn nothing_is_left_of_the_wait_where_no_answer_comes() -> Result<()> {
    let steps = vec![Step::send(ask_docs_e2e::stream_head("429 No", "Retry-After: 40\r\n"))];
    let (_api, mut terminal) = day(steps, 80).await?;
    ensure!(terminal.ended().await? == 4);
    let said = "ask-docs: too many questions at the moment: ask again in 40 seconds";
    terminal.sees("the wait", |seen| seen.trim_end() == said).await?;
    Ok(())
}
