//! All pages of a folder, in order, with the index over their sections.
//!
//! Owns how files become pages of one site: order and titles from `SUMMARY.md`. Never changes:
//! when a file does, a new library takes the place of the old.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use super::address;
use super::folder::{self, Folder, FolderError, Skipped};
use super::links::Pages;
use super::page::{Draft, Page, Surroundings};
use super::plain;
use super::search::{Builder, Search, Text};
use super::section::Section;
use super::summary::{self, Entry};

/// The pages of a folder.
pub(super) struct Library {
    /// In the order of the table of contents, then by path.
    pub pages: Vec<Page>,
    /// By address below the site's.
    by_path: HashMap<String, usize>,
    /// Page and section of each number that [`Search`] knows.
    found: Vec<(usize, usize)>,
    /// For each page, the numbers of its sections.
    numbers: Vec<Range<usize>>,
    /// The index.
    pub search: Search,
    /// Another one for other pages.
    pub revision: u64,
    /// What was read.
    pub report: Report,
}

/// What was read, for the log.
#[derive(Clone, Debug)]
pub struct Report {
    /// Pages that can be found.
    pub pages: usize,
    /// Sections that can be found.
    pub sections: usize,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// How long it took.
    pub took: Duration,
}

/// From this number of pages on, progress is told and several threads write the index.
const LARGE: usize = 1000;
/// How often progress is told.
const PROGRESS: Duration = Duration::from_secs(2);
/// How many skipped files are named.
const NAMED: usize = 10;

impl Library {
    /// Reads and indexes the folder at `docs`.
    ///
    /// # Errors
    /// The folder has nothing to answer from.
    pub(super) fn read(docs: &Path) -> Result<Self, FolderError> {
        let start = Instant::now();
        let folder = folder::read(docs)?;
        let entries = contents(&folder);
        let pages = pages(&folder, &entries);
        let index = |cause: tantivy::TantivyError| FolderError::Index(cause.to_string());
        let mut builder = Builder::new(pages.len() >= LARGE).map_err(index)?;
        let mut progress = Progress::new("Indexed", pages.len());
        let (mut found, mut numbers) = (Vec::new(), Vec::with_capacity(pages.len()));
        for (at, page) in pages.iter().enumerate() {
            let first = found.len();
            if !page.hidden {
                for (number, section) in page.sections.iter().enumerate() {
                    builder.add(&page.text(section)).map_err(index)?;
                    found.push((at, number));
                }
            }
            numbers.push(first..found.len());
            progress.tell(at);
        }
        let search = builder.finish().map_err(index)?;
        let by_path = pages.iter().enumerate().map(|(at, page)| (page.path.clone(), at)).collect();
        let report = Report {
            pages: pages.iter().filter(|page| !page.hidden).count(),
            sections: found.len(),
            skipped: folder.skipped,
            took: start.elapsed(),
        };
        let revision = revision(&pages);
        Ok(Self { pages, by_path, found, numbers, search, revision, report })
    }

    /// The page at an address below the site's, not escaped.
    pub(super) fn page(&self, path: &str) -> Option<&Page> {
        self.by_path.get(path.trim_matches('/')).map(|at| &self.pages[*at])
    }

    /// The page and the section of a number.
    pub(super) fn section(&self, number: usize) -> Option<(&Page, &Section)> {
        let (page, section) = *self.found.get(number)?;
        let page = self.pages.get(page)?;
        Some((page, page.sections.get(section)?))
    }

    /// The numbers of all sections of the page that section `number` is in.
    pub(super) fn neighbours(&self, number: usize) -> Range<usize> {
        let page = self.found.get(number).map(|(page, _)| *page);
        page.and_then(|page| self.numbers.get(page).cloned()).unwrap_or_default()
    }

    /// The number of the first section of each page that can be found, in order.
    pub(super) fn tops(&self) -> impl Iterator<Item = usize> {
        self.numbers.iter().filter(|numbers| !numbers.is_empty()).map(|numbers| numbers.start)
    }
}

impl Page {
    /// What is indexed of `section`.
    pub(super) fn text(&self, section: &Section) -> Text {
        // The words of an address are chosen with care too.
        let page = self.parents.iter().chain([&self.title, &self.path]);
        let heading = section.parents.iter().chain([&section.heading]);
        let join = |words: Vec<&String>| {
            words.into_iter().map(String::as_str).collect::<Vec<_>>().join("\n")
        };
        Text {
            page: join(page.collect()),
            heading: join(heading.collect()),
            body: plain::text(&self.markdown[section.body.clone()]),
        }
    }
}

/// A number for all that `pages` say and where.
fn revision(pages: &[Page]) -> u64 {
    // Compared between gateways of one build, for which this hash is the same.
    let mut hasher = DefaultHasher::new();
    for page in pages {
        (&page.path, &page.title, &page.markdown, page.hidden).hash(&mut hasher);
    }
    hasher.finish()
}

/// The table of contents, if there is one.
fn contents(folder: &Folder) -> Vec<Entry> {
    let file = &folder.configuration.summary;
    folder.files.get(file).map(|text| summary::read(text, file)).unwrap_or_default()
}

fn pages(folder: &Folder, entries: &[Entry]) -> Vec<Page> {
    let configuration = &folder.configuration;
    let home = home(folder);
    let listed: HashMap<&str, &Entry> =
        entries.iter().map(|entry| (entry.file.as_str(), entry)).collect();
    let files = folder.files.iter().filter(|(file, _)| **file != configuration.summary);
    let drafts: Vec<Draft<'_>> = files.map(|(file, text)| Draft::new(file, text)).collect();
    let mut known = BTreeMap::new();
    for draft in &drafts {
        let path = address::published(draft.file, &home);
        let title = draft.title.clone();
        let title = title.or_else(|| listed.get(draft.file).map(|entry| entry.title.clone()));
        known.insert(draft.file, (path, title.unwrap_or_else(|| title_of(draft.file))));
    }
    let known = Known(known);
    let all = Surroundings { pages: &known, includes: &folder.includes, vars: &folder.vars };
    let order: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(at, entry)| (entry.file.as_str(), at)).collect();
    let mut numbered: Vec<(usize, Page)> = parallel(drafts, "Read", |draft| {
        let file = draft.file;
        let (path, title) = known.0.get(file).cloned().unwrap_or_default();
        let parents = listed.get(file).map(|entry| entry.parents.clone()).unwrap_or_default();
        // What is not in the table of contents comes behind it.
        let place = order.get(file).copied().unwrap_or(usize::MAX);
        (place, draft.finish(path, title, parents, &all))
    });
    numbered.sort_by_key(|(place, _)| *place);
    numbered.into_iter().map(|(_, page)| page).collect()
}

/// `work` on all `items`, in order, on as many threads as there are cores.
fn parallel<T: Send, R: Send>(
    items: Vec<T>,
    verb: &'static str,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let total = items.len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if threads == 1 || total < LARGE {
        return items.into_iter().map(work).collect();
    }
    let mut items = items.into_iter();
    let mut chunks = Vec::new();
    let size = total.div_ceil(threads);
    loop {
        let chunk: Vec<T> = items.by_ref().take(size).collect();
        if chunk.is_empty() {
            break;
        }
        chunks.push(chunk);
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = chunks
            .into_iter()
            .map(|chunk| {
                let work = &work;
                scope.spawn(move || {
                    let mut progress = Progress::new(verb, chunk.len());
                    let done = chunk.into_iter().enumerate().map(|(at, item)| {
                        progress.tell(at);
                        work(item)
                    });
                    done.collect::<Vec<R>>()
                })
            })
            .collect();
        // A panic in a thread is a bug here, and goes on being one.
        running
            .into_iter()
            .flat_map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

/// The file of the first page: the one that is configured, in whatever case it is written.
fn home(folder: &Folder) -> String {
    let wanted = &folder.configuration.readme;
    let mut files = folder.files.keys();
    files.find(|file| file.eq_ignore_ascii_case(wanted)).unwrap_or(wanted).clone()
}

/// A title for a page that has none: its file's name, or its folder's.
fn title_of(file: &str) -> String {
    let path = address::published(file, "README.md");
    let name = path.rsplit('/').next().unwrap_or_default().replace(['-', '_'], " ");
    let mut letters = name.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Home".to_owned(),
    }
}

/// Address and title of each file.
struct Known<'a>(BTreeMap<&'a str, (String, String)>);

impl Pages for Known<'_> {
    fn page(&self, file: &str) -> Option<(String, String)> {
        // A link to a folder means its first page.
        let folder =
            [format!("{file}/README.md"), format!("{file}/readme.md"), "README.md".to_owned()];
        let files = folder.iter().take(if file.is_empty() { 3 } else { 2 });
        let with_extension = format!("{file}.md");
        let mut files =
            [file].into_iter().chain(files.map(String::as_str)).chain([with_extension.as_str()]);
        files.find_map(|file| self.0.get(file).cloned())
    }
}

/// Tells now and then how far a long task is.
struct Progress {
    verb: &'static str,
    total: usize,
    told: Instant,
}

impl Progress {
    fn new(verb: &'static str, total: usize) -> Self {
        Self { verb, total, told: Instant::now() }
    }

    fn tell(&mut self, done: usize) {
        if self.total >= LARGE / 2 && self.told.elapsed() >= PROGRESS {
            self.told = Instant::now();
            tracing::info!("{} {done} of {} pages", self.verb, self.total);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.took.as_secs_f64();
        write!(out, "{} pages with {} sections in {seconds:.2} s", self.pages, self.sections)?;
        if self.skipped.is_empty() {
            return Ok(());
        }
        let named = self.skipped.iter().take(NAMED);
        let named: Vec<_> =
            named.map(|skipped| format!("{} ({})", skipped.file, skipped.reason)).collect();
        write!(out, "; skipped {}: {}", self.skipped.len(), named.join(", "))?;
        match self.skipped.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(out, " and {more} more"),
        }
    }
}
