//! `dlocker-bindgen IN.wasm OUT_FOLDER NAME`: makes `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm`. `cargo xtask web` calls it.
//!
//! The library is the one that the command line tool of wasm-bindgen is made of. As a dependency it is pinned with everything below it, and
//! cannot be of another version than the crate `wasm-bindgen` in the code that it works on.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, name] = args.as_slice() else {
        eprintln!("dlocker-bindgen IN.wasm OUT_FOLDER NAME");
        return ExitCode::from(2);
    };
    match make(input, output, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn make(input: &str, output: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name(name).typescript(true).remove_name_section(true).remove_producers_section(true);
    bindgen.web(true).map_err(|e| e.to_string())?;
    bindgen.generate(output).map_err(|e| format!("{e:#}"))
}
