//! Short names for what a wasm module takes from its glue and for the closures that it hands out, in both. wasm-bindgen's
//! carry sixteen digits each, which no compression gets rid of (docs/size.md). What the module takes is named by its place
//! in the glue, so that the loader's build can leave those names out of the script altogether.

use std::collections::BTreeMap;

use wasm_encoder::{
    ExportSection, ImportSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{Export, Imports, Parser};

use crate::Outcome;

/// In the names of exports that call a closure.
const CLOSURE: &str = "closures_____invoke_";

/// The module and its glue, with short names.
pub(crate) fn shorten(wasm: &[u8], glue: &str) -> Outcome<(Vec<u8>, String)> {
    let mut short = Short { places: places(glue), ..Short::default() };
    let mut module = Module::new();
    short
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|why| format!("wasm-bindgen's module: {why}"))?;
    let glue = short.in_glue(glue)?;
    Ok((module.finish(), glue))
}

/// The functions that the glue gives, in the order of a list that has those last that catch what they throw.
fn places(glue: &str) -> BTreeMap<String, usize> {
    let function = |line: &str| {
        let (name, rest) = line.strip_prefix("        ")?.split_once(": function(")?;
        Some((rest.contains("{ return handleError("), name.to_owned()))
    };
    let mut names: Vec<(bool, String)> = glue.lines().filter_map(function).collect();
    names.sort_by_key(|(catches, _)| *catches);
    names.into_iter().enumerate().map(|(place, (_, name))| (name, place)).collect()
}

/// Names as they were, with the short ones.
#[derive(Default)]
struct Short {
    places: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
}

impl Reencode for Short {
    type Error = std::convert::Infallible;

    fn parse_imports(&mut self, section: &mut ImportSection, imports: Imports<'_>) -> Result<(), Error<Self::Error>> {
        match imports {
            Imports::Single(_, import) => {
                let ty = self.entity_type(import.ty)?;
                // One that is not among them is missing in the glue, which is told.
                let place = self.places.get(import.name).copied().unwrap_or(self.places.len());
                let short = place.to_string();
                section.import(import.module, &short, ty);
                self.names.insert(import.name.to_owned(), short);
                Ok(())
            }
            other => wasm_encoder::reencode::utils::parse_imports(self, section, other),
        }
    }

    fn parse_export(&mut self, section: &mut ExportSection, export: Export<'_>) -> Result<(), Error<Self::Error>> {
        let number = self.names.len();
        let short = if export.name.contains(CLOSURE) {
            self.names.entry(export.name.to_owned()).or_insert_with(|| format!("e{number}")).clone()
        } else {
            export.name.to_owned()
        };
        section.export(&short, self.export_kind(export.kind)?, self.external_index(export.kind, export.index)?);
        Ok(())
    }
}

impl Short {
    /// Whole words only; each name has to stand in the glue, or the two don't belong together.
    fn in_glue(&self, glue: &str) -> Outcome<String> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let mut missing: Vec<&String> = self.names.keys().collect();
        let mut out = String::with_capacity(glue.len());
        let mut rest = glue;
        while let Some(start) = rest.find(is_part) {
            let word = &rest[start..];
            let length = word.find(|c| !is_part(c)).unwrap_or(word.len());
            let word = &word[..length];
            out.push_str(&rest[..start]);
            out.push_str(self.names.get(word).map_or(word, |short| short));
            missing.retain(|name| *name != word);
            rest = &rest[start + length..];
        }
        out.push_str(rest);
        match missing.first() {
            None => Ok(out),
            Some(name) => Err(format!("wasm-bindgen's glue: the name {name} does not stand in it")),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, TypeSection};

    use super::*;

    fn module(names: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in names {
            imports.import("./glue.js", name, EntityType::Function(0));
        }
        Module::new().section(&types).section(&imports).clone().finish()
    }

    const GLUE: &str = "const all = {
        __wbg_a_1: function() { return handleError(function (x) {
            __wbg_a_12(x);
        }, arguments); },
        __wbg_b_2: function(x) {
            b(x);
        },
};";

    #[test]
    fn module_and_glue_get_the_same_short_names_by_their_place_and_nothing_else_changes() {
        let (wasm, glue) = shorten(&module(&["__wbg_a_1", "__wbg_b_2"]), GLUE).unwrap();
        assert_eq!(wasm, module(&["1", "0"]));
        assert_eq!(glue, GLUE.replace("__wbg_a_1:", "1:").replace("__wbg_b_2:", "0:"));
    }

    #[test]
    fn a_closure_that_is_called_from_outside_has_a_short_name_and_what_the_loader_knows_keeps_its_own() {
        let with = |closure: &str| {
            let mut types = TypeSection::new();
            types.ty().function([], []);
            let mut imports = ImportSection::new();
            imports.import("./glue.js", "0", EntityType::Function(0));
            let mut exports = ExportSection::new();
            exports.export(closure, ExportKind::Func, 0);
            exports.export("check", ExportKind::Func, 0);
            Module::new().section(&types).section(&imports).section(&exports).clone().finish()
        };
        let long = "wasm_bindgen__convert__closures_____invoke__h0123456789abcdef";
        let glue = ["        0: function() {}, wasm.", long, "(a); wasm.check()"].concat();
        let (wasm, glue) = shorten(&with(long), &glue).unwrap();
        assert_eq!(wasm, with("e1"));
        assert_eq!(glue, "        0: function() {}, wasm.e1(a); wasm.check()");
    }

    #[test]
    fn a_glue_of_another_module_is_refused() {
        let error = shorten(&module(&["__wbg_a_1"]), "const all = {};").unwrap_err();
        assert!(error.contains("__wbg_a_1"));
    }
}
