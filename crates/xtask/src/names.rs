//! Short names for what a wasm module takes from its glue and for the closures that it hands out, in both. wasm-bindgen's
//! carry sixteen digits each, which no compression gets rid of (docs/size.md).

use std::collections::BTreeMap;

use wasm_encoder::{
    ExportSection, ImportSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{Export, Imports, Parser};

use crate::Outcome;

/// In the names of exports that call a closure.
const CLOSURE: &str = "closures_____invoke__h";

/// The module and its glue, with short names.
pub(crate) fn shorten(wasm: &[u8], glue: &str) -> Outcome<(Vec<u8>, String)> {
    let mut short = Short::default();
    let mut module = Module::new();
    short
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|why| format!("wasm-bindgen's module: {why}"))?;
    let glue = short.in_glue(glue)?;
    Ok((module.finish(), glue))
}

/// Names as they were, with the short ones.
#[derive(Default)]
struct Short(BTreeMap<String, String>);

impl Reencode for Short {
    type Error = std::convert::Infallible;

    fn parse_imports(&mut self, section: &mut ImportSection, imports: Imports<'_>) -> Result<(), Error<Self::Error>> {
        match imports {
            Imports::Single(_, import) => {
                let (number, ty) = (self.0.len(), self.entity_type(import.ty)?);
                let short = self.0.entry(import.name.to_owned()).or_insert_with(|| format!("i{number}"));
                section.import(import.module, short, ty);
                Ok(())
            }
            other => wasm_encoder::reencode::utils::parse_imports(self, section, other),
        }
    }

    fn parse_export(&mut self, section: &mut ExportSection, export: Export<'_>) -> Result<(), Error<Self::Error>> {
        let number = self.0.len();
        let short = if export.name.contains(CLOSURE) {
            self.0.entry(export.name.to_owned()).or_insert_with(|| format!("e{number}")).clone()
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
        let mut missing: Vec<&String> = self.0.keys().collect();
        let mut out = String::with_capacity(glue.len());
        let mut rest = glue;
        while let Some(start) = rest.find(is_part) {
            let word = &rest[start..];
            let length = word.find(|c| !is_part(c)).unwrap_or(word.len());
            let word = &word[..length];
            out.push_str(&rest[..start]);
            out.push_str(self.0.get(word).map_or(word, |short| short));
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

    #[test]
    fn module_and_glue_get_the_same_short_names_and_nothing_else_changes() {
        let glue = "const all = { __wbg_a_1: function() { __wbg_a_12(\"x\"); }, __wbg_b_2: b };";
        let (wasm, glue) = shorten(&module(&["__wbg_b_2", "__wbg_a_1"]), glue).unwrap();
        assert_eq!(wasm, module(&["i0", "i1"]));
        assert_eq!(glue, "const all = { i1: function() { __wbg_a_12(\"x\"); }, i0: b };");
    }

    #[test]
    fn a_closure_that_is_called_from_outside_has_a_short_name_and_what_the_loader_knows_keeps_its_own() {
        let with = |closure: &str| {
            let mut types = TypeSection::new();
            types.ty().function([], []);
            let mut imports = ImportSection::new();
            imports.import("./glue.js", "i0", EntityType::Function(0));
            let mut exports = ExportSection::new();
            exports.export(closure, ExportKind::Func, 0);
            exports.export("check", ExportKind::Func, 0);
            Module::new().section(&types).section(&imports).section(&exports).clone().finish()
        };
        let long = "wasm_bindgen__convert__closures_____invoke__h0123456789abcdef";
        let glue = ["i0; wasm.", long, "(a); wasm.check()"].concat();
        let (wasm, glue) = shorten(&with(long), &glue).unwrap();
        assert_eq!(wasm, with("e1"));
        assert_eq!(glue, "i0; wasm.e1(a); wasm.check()");
    }

    #[test]
    fn a_glue_of_another_module_is_refused() {
        let error = shorten(&module(&["__wbg_a_1"]), "const all = {};").unwrap_err();
        assert!(error.contains("__wbg_a_1"));
    }
}
