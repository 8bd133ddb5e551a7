//! What a page's policies refuse the box, in words.
//!
//! Owns the sentences. What a policy means is read in [`policy`](ask_docs_core::install::policy).

use ask_docs_core::install::place::Place;
use ask_docs_core::install::policy::{Correction, Needs, Policy};

use super::finding::{Check, Finding};
use super::page::{Installed, Seen, rewritten};

/// Judges every policy of the page for a box of the gateway at the origin `gateway`.
pub(super) fn judge(seen: &Seen, installed: &Installed, gateway: &str) -> Vec<Finding> {
    let of_headers = seen.policies.iter().flat_map(|header| Policy::list(header));
    let of_headers = of_headers.map(|policy| (policy, "the header `Content-Security-Policy`"));
    let of_metas = installed.metas.iter().map(|text| Policy::read(text));
    let of_metas = of_metas.map(|policy| (policy, "the page’s `<meta>` with the policy"));
    let policies: Vec<_> = of_headers.chain(of_metas).collect();
    if policies.is_empty() {
        return vec![Finding::fine(Check::Policy, "The page has no policy that could refuse it")];
    }
    let source = match &installed.script {
        Some((_, url)) => url.to_string(),
        None => format!("{gateway}/ask-docs.js"),
    };
    let attribute = |name| installed.script.as_ref().and_then(|(tag, _)| tag.get(name));
    let places = (Place::read(seen.url.as_str()), Place::read(&source), Place::read(gateway));
    let (Some(page), Some(script), Some(gateway)) = places else { return Vec::new() };
    let (nonce, integrity) = (attribute("nonce"), attribute("integrity"));
    let needs = Needs { page, script, gateway, nonce, integrity };
    let mut findings = Vec::new();
    for (policy, place) in &policies {
        let verdict = policy.judge(&needs);
        let wrong = |sentence: String| Finding::wrong(Check::Policy, sentence);
        if !verdict.needed.is_empty() {
            let lacks: Vec<_> = verdict.needed.iter().map(lacking).collect();
            let finding = wrong(format!("In {place}, {}", lacks.join(", and ")));
            findings.push(verdict.needed.iter().fold(finding, pasted));
        }
        if verdict.wants_nonce {
            let finding = wrong(format!(
                "`'strict-dynamic'` in {place} lets only scripts in that have the page’s nonce, \
                 wherever they come from; the tag has none that fits"
            ));
            let text = installed.script.as_ref().map(|(tag, _)| {
                rewritten(tag, &[("nonce", Some("THE NONCE OF THE PAGE’S OTHER SCRIPTS"))])
            });
            findings.push(match text {
                Some(text) => finding.paste("In the place of the tag", text),
                None => finding,
            });
        }
        if !verdict.sandboxed.is_empty() {
            let words = verdict.sandboxed.join(" ");
            findings.push(
                wrong(format!(
                    "`sandbox` in {place} lacks `{words}`, without which no box can run"
                ))
                .paste("Into the directive `sandbox`", words),
            );
        }
        if let Some(frame) = &verdict.frame {
            let sentence = format!(
                "In {place}, {}. Readers whose browser cannot run the box get a link instead of \
                 the frame",
                lacking(frame)
            );
            findings.push(pasted(Finding::advice(Check::Policy, sentence), frame));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::fine(Check::Policy, "The page’s policy lets the box in"));
    }
    findings
}

fn lacking(correction: &Correction) -> String {
    let missing: Vec<_> = correction.missing.iter().map(|one| format!("`{one}`")).collect();
    format!("`{}` lacks {}", correction.directive, missing.join(" and "))
}

fn pasted(finding: Finding, correction: &Correction) -> Finding {
    let place =
        format!("As its directive `{}`, in the place of one that is there", correction.directive);
    finding.paste(place, correction.line.clone() + ";")
}
