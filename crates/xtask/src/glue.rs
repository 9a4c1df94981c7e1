//! One glue for wasm modules that run side by side, with short names in it and in them. What the parts of the widget take
//! from the browser is mostly the same, and so are the helpers around it; and wasm-bindgen's names carry sixteen digits
//! each, which no compression gets rid of (docs/size.md). What a module takes is named by its place in the glue, so that
//! the loader's build can leave those names out of the script altogether.

use std::collections::BTreeMap;

use wasm_encoder::{
    ExportSection, ImportSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{Export, Imports, Parser};

use crate::Outcome;

/// In the names of exports that call a closure.
const CLOSURE: &str = "closures_____invoke_";
/// Begins the function of the glue that gives a module what it takes.
const IMPORTS: &str = "function __wbg_get_imports()";

/// Modules with the glue of each; returns them with short names, and the one glue that all of them have.
pub(crate) fn unite(parts: &[(Vec<u8>, String)]) -> Outcome<(Vec<Vec<u8>>, String)> {
    let mut shared = Shared::default();
    let taken: Vec<Taken> = parts.iter().map(|(_, glue)| shared.take_in(glue)).collect::<Outcome<_>>()?;
    let places = shared.places();
    let modules = parts
        .iter()
        .zip(taken)
        .map(|((wasm, _), taken)| short_names(wasm, taken.names(&places)))
        .collect::<Outcome<_>>()?;
    Ok((modules, shared.text(&places)))
}

/// What all glues have.
#[derive(Default)]
struct Shared {
    /// Functions, classes and variables, as they stand at the margin.
    items: Vec<String>,
    /// What stands around the functions that are given.
    around: [String; 2],
    given: Vec<Given>,
    /// Functions that call a closure, without their names, and the how-manieth of its part each is.
    closures: Vec<(String, usize)>,
}

/// A function that modules take.
#[derive(Clone, PartialEq)]
struct Given {
    /// It tells the module what it catches; such ones stand last.
    catches: bool,
    /// Without its name.
    text: String,
}

/// What one part calls the things that it shares.
struct Taken {
    closures: BTreeMap<String, String>,
    given: Vec<(String, usize)>,
}

impl Taken {
    fn names(self, places: &[usize]) -> BTreeMap<String, String> {
        let given = self.given.into_iter().map(|(name, which)| (name, places[which].to_string()));
        self.closures.into_iter().chain(given).collect()
    }
}

impl Shared {
    fn take_in(&mut self, glue: &str) -> Outcome<Taken> {
        let items = items(glue);
        let mut closures = BTreeMap::new();
        let mut shapes: Vec<String> = Vec::new();
        for (item, name) in items.iter().filter_map(|item| Some((item, declared(item)?))) {
            if name.contains(CLOSURE) {
                let shape = item.replace(name, "");
                let before = shapes.iter().filter(|seen| **seen == shape).count();
                shapes.push(shape.clone());
                let which = place_in(&mut self.closures, (shape, before));
                closures.insert(name.to_owned(), format!("e{which}"));
            }
        }
        let mut given = Vec::new();
        for item in items {
            let item = renamed(&item, &closures);
            if item.starts_with(IMPORTS) {
                let (around, functions) = functions(&item);
                self.around = around;
                given.extend(functions.into_iter().map(|(name, function)| (name, place_in(&mut self.given, function))));
                continue;
            }
            if self.items.contains(&item) {
                continue;
            }
            if let Some(name) =
                declared(&item).filter(|name| self.items.iter().any(|other| declared(other) == Some(*name)))
            {
                return Err(format!("wasm-bindgen's glues differ in {name}"));
            }
            self.items.push(item);
        }
        Ok(Taken { closures, given })
    }

    /// Where each of what is given stands: those last that catch.
    fn places(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.given.len()).collect();
        order.sort_by_key(|which| self.given[*which].catches);
        let mut places = vec![0; order.len()];
        for (place, which) in order.into_iter().enumerate() {
            places[which] = place;
        }
        places
    }

    fn text(&self, places: &[usize]) -> String {
        let mut out = self.items.concat();
        let [before, after] = &self.around;
        out.push_str(before);
        for (Given { text, .. }, place) in self.given.iter().zip(places) {
            out.extend(["        ", &place.to_string(), text]);
        }
        out.push_str(after);
        out
    }
}

fn place_in<T: PartialEq>(list: &mut Vec<T>, thing: T) -> usize {
    let known = list.iter().position(|known| *known == thing);
    known.unwrap_or_else(|| {
        list.push(thing);
        list.len() - 1
    })
}

/// What stands at the margin, without comments and empty lines.
fn items(glue: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut in_comment = false;
    for line in glue.lines() {
        let words = line.trim_start();
        in_comment |= words.starts_with("/*");
        if in_comment {
            in_comment = !words.contains("*/");
        } else if !words.is_empty() && !words.starts_with("//") {
            if items.is_empty() || !line.starts_with([' ', '}']) {
                items.push(String::new());
            }
            if let Some(item) = items.last_mut() {
                item.extend([line, "\n"]);
            }
        }
    }
    items
}

/// The name of a function, a class or a variable.
fn declared(item: &str) -> Option<&str> {
    let item = ["export ", "async "].iter().fold(item, |item, word| item.strip_prefix(word).unwrap_or(item));
    let rest = ["function ", "class ", "const ", "let "].iter().find_map(|word| item.strip_prefix(word))?;
    rest.split(|c: char| !is_part(c)).next().filter(|name| !name.is_empty())
}

/// The functions that the glue gives, with their names, and what stands around them.
fn functions(item: &str) -> ([String; 2], Vec<(String, Given)>) {
    let mut around = [String::new(), String::new()];
    let mut functions: Vec<(String, Given)> = Vec::new();
    let mut is_open = false;
    for line in item.split_inclusive('\n') {
        let begun = line.strip_prefix("        ").and_then(|rest| rest.find(": function(").map(|at| rest.split_at(at)));
        match begun {
            Some((name, text)) if !is_open => {
                let catches = text.contains("{ return handleError(");
                functions.push((name.to_owned(), Given { catches, text: text.to_owned() }));
                is_open = true;
            }
            _ if is_open => {
                if let Some((_, function)) = functions.last_mut() {
                    function.text.push_str(line);
                }
                is_open = !line.starts_with("        }");
            }
            _ => around[usize::from(!functions.is_empty())].push_str(line),
        }
    }
    (around, functions)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Whole words only.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, |short| short));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn short_names(wasm: &[u8], names: BTreeMap<String, String>) -> Outcome<Vec<u8>> {
    let mut short = Short { names, missing: None };
    let mut module = Module::new();
    short
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|why| format!("wasm-bindgen's module: {why}"))?;
    match short.missing {
        None => Ok(module.finish()),
        Some(name) => Err(format!("wasm-bindgen's glue: the name {name} does not stand in it")),
    }
}

/// Names as they were, with the short ones.
struct Short {
    names: BTreeMap<String, String>,
    missing: Option<String>,
}

impl Short {
    fn name(&mut self, long: &str) -> String {
        let known = self.names.get(long).cloned();
        known.unwrap_or_else(|| {
            self.missing = Some(long.to_owned());
            String::new()
        })
    }
}

impl Reencode for Short {
    type Error = std::convert::Infallible;

    fn parse_imports(&mut self, section: &mut ImportSection, imports: Imports<'_>) -> Result<(), Error<Self::Error>> {
        match imports {
            Imports::Single(_, import) => {
                let ty = self.entity_type(import.ty)?;
                section.import(import.module, &self.name(import.name), ty);
                Ok(())
            }
            other => wasm_encoder::reencode::utils::parse_imports(self, section, other),
        }
    }

    fn parse_export(&mut self, section: &mut ExportSection, export: Export<'_>) -> Result<(), Error<Self::Error>> {
        let short = if export.name.contains(CLOSURE) { self.name(export.name) } else { export.name.to_owned() };
        section.export(&short, self.export_kind(export.kind)?, self.external_index(export.kind, export.index)?);
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, TypeSection};

    use super::*;

    fn module(imports: &[&str], exports: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut taken = ImportSection::new();
        for name in imports {
            taken.import("./glue.js", name, EntityType::Function(0));
        }
        let mut given = ExportSection::new();
        for name in exports {
            given.export(name, ExportKind::Func, 0);
        }
        let mut module = Module::new();
        module.section(&types).section(&taken);
        if !exports.is_empty() {
            module.section(&given);
        }
        module.finish()
    }

    fn glue(class: &str, functions: &str, closures: &str) -> String {
        format!(
            "/** Words. */\nexport class {class} {{\n    stop() {{}}\n}}\nfunction __wbg_get_imports() {{\n    const import0 = {{\n        \
             __proto__: null,\n{functions}    }};\n    return {{ \"./glue.js\": import0 }};\n}}\n{closures}\nfunction help() {{\n    help();\n}}\n"
        )
    }

    const CATCHING: &str = "        __wbg_a_1: function() { return handleError(function (x) {\n            x();\n        }, arguments); },\n";
    const PLAIN: &str = "        __wbg_b_2: function(x) {\n            // Why.\n            b(x);\n        },\n";

    #[test]
    fn what_two_modules_take_alike_stands_once_and_is_named_by_its_place() {
        let one = glue("One", &[CATCHING, PLAIN].concat(), "");
        let other = glue("Other", &PLAIN.replace("b_2", "b_9").replace("Why", "Why not"), "");
        let (modules, glue) =
            unite(&[(module(&["__wbg_a_1", "__wbg_b_2"], &[]), one), (module(&["__wbg_b_9"], &[]), other)]).unwrap();
        assert_eq!(modules, [module(&["1", "0"], &[]), module(&["0"], &[])]);
        for once in [
            "help() {",
            "b(x);",
            "        0: function(x)",
            "        1: function() {",
            "class One",
            "class Other",
            "return {",
        ] {
            assert_eq!(glue.matches(once).count(), 1, "{once} in\n{glue}");
        }
        assert!(!glue.contains("Words") && !glue.contains("Why"), "{glue}");
    }

    #[test]
    fn closures_of_one_shape_share_a_name_among_modules_and_not_within_one() {
        let names = ["1", "2", "3"].map(|end| format!("wasm_bindgen__convert__{CLOSURE}_h{end}"));
        let [first, second, third] = names.each_ref().map(String::as_str);
        let call = |name: &str| format!("function {name}(a) {{\n    wasm.{name}(a);\n}}\n");
        let one = glue("One", &PLAIN.replace("b(x)", &format!("b(x, {first})")), &[call(first), call(second)].concat());
        let other = glue("Other", &PLAIN.replace("b(x)", &format!("b(x, {third})")), &call(third));
        let parts =
            [(module(&["__wbg_b_2"], &[first, second, "check"]), one), (module(&["__wbg_b_2"], &[third]), other)];
        let (modules, glue) = unite(&parts).unwrap();
        assert_eq!(modules, [module(&["0"], &["e0", "e1", "check"]), module(&["0"], &["e0"])]);
        assert!(glue.contains("b(x, e0)") && glue.contains("wasm.e1(a)") && !glue.contains(CLOSURE), "{glue}");
    }

    #[test]
    fn a_glue_of_another_module_is_refused() {
        let error = unite(&[(module(&["__wbg_a_1"], &[]), glue("One", PLAIN, ""))]).unwrap_err();
        assert!(error.contains("__wbg_a_1"), "{error}");
    }

    #[test]
    fn glues_that_mean_two_things_by_one_name_are_refused() {
        let other = glue("Other", "", "").replace("help();", "run();");
        let error = unite(&[(module(&[], &[]), glue("One", "", "")), (module(&[], &[]), other)]).unwrap_err();
        assert!(error.contains("help"), "{error}");
    }
}
