/*
 * The languages that code is coloured in, and the grammars that each may meet within itself.
 *
 * A grammar is set up when its language is first met: most answers hold one or two.
 */
import hljs from "highlight.js/lib/core";

import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import graphql from "highlight.js/lib/languages/graphql";
import http from "highlight.js/lib/languages/http";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import markdown from "highlight.js/lib/languages/markdown";
import nginx from "highlight.js/lib/languages/nginx";
import php from "highlight.js/lib/languages/php";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const GRAMMARS = {
  bash, c, cpp, csharp, css, diff, dockerfile, go, graphql, http, ini, java, javascript, json,
  kotlin, markdown, nginx, php, powershell, python, ruby, rust, shell, sql, swift, typescript, xml,
  yaml,
};

const WITHIN = {
  dockerfile: ["bash"],
  http: ["json"],
  javascript: ["css", "graphql", "xml"],
  markdown: ["xml"],
  shell: ["bash"],
  typescript: ["css", "graphql", "javascript", "xml"],
  xml: ["css", "javascript"],
};

/** Makes sure that `name` can be used; false where there is no such language. */
export function prepare(name) {
  if (!Object.hasOwn(GRAMMARS, name)) return false;
  if (hljs.getLanguage(name)) return true;
  hljs.registerLanguage(name, name === "http" ? httpWithJson : GRAMMARS[name]);
  return (WITHIN[name] ?? []).every(prepare);
}

/** The grammar of HTTP tries every language on the body; in documentation that is JSON. */
function httpWithJson(library) {
  const grammar = http(library);
  for (const message of grammar.contains) {
    for (const part of message.starts?.contains ?? []) {
      if (part.starts?.subLanguage) part.starts.subLanguage = "json";
    }
  }
  return grammar;
}
