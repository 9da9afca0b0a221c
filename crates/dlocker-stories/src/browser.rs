//! Phones whose owner's side is the WebAssembly that the page loads, run by node: the same code as in a browser, without one.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::program::{Running, target_folder, workspace};
use crate::{Outcome, Scene};

/// A browser with a home of its own.
#[derive(Clone, Debug)]
pub struct Browser {
    name: String,
    folder: PathBuf,
    module: &'static str,
}

impl Browser {
    /// A browser that has never seen the page.
    #[must_use]
    pub fn new(scene: &Scene, name: &str) -> Self {
        Self { name: name.to_owned(), folder: scene.folder().to_owned(), module: "dlocker" }
    }

    /// The same browser with what the page loads first, and nothing else.
    #[must_use]
    pub fn first_load(&self) -> Self {
        Self { module: "dlocker_start", ..self.clone() }
    }

    /// Begins to run these calls in a fresh worker: a list of `[method, argument, ...]`.
    #[must_use]
    pub fn start(&self, calls: &Value) -> Running {
        let mut node = Command::new("node");
        node.arg(workspace().join("crates/dlocker-stories/browser/phone.mjs"));
        Running::spawn(node.arg(wasm()).arg(&self.name).arg(calls.to_string()).arg(self.module), &self.folder)
    }

    /// Runs these calls in one worker, and gives what each ended with.
    #[track_caller]
    #[must_use]
    pub fn all(&self, calls: &Value) -> Vec<Value> {
        answers(&self.start(calls).wait())
    }

    /// Runs one call that does what it is asked.
    #[track_caller]
    pub fn call(&self, method: &str, args: &[Value]) -> Value {
        let answer = self.one(method, args);
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["ok"].clone()
    }

    /// Runs one call that fails, and gives the error.
    #[track_caller]
    pub fn fails(&self, method: &str, args: &[Value]) -> Value {
        let answer = self.one(method, args);
        assert!(answer["error"].is_object(), "{method} should fail: {answer}");
        answer["error"].clone()
    }

    #[track_caller]
    fn one(&self, method: &str, args: &[Value]) -> Value {
        let call: Vec<Value> = std::iter::once(json!(method)).chain(args.iter().cloned()).collect();
        self.all(&json!([call])).remove(0)
    }
}

#[track_caller]
fn answers(outcome: &Outcome) -> Vec<Value> {
    assert_eq!(outcome.code, Some(0), "{}", outcome.story());
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|e| panic!("{e}: {}", outcome.story()))
}

/// A secret as the page gives it.
#[must_use]
pub fn secret(kind: &str, text: &str) -> Value {
    json!({ "kind": kind, "bytes": { "utf8": text } })
}

/// Where the WebAssembly lies; built first if it is not there.
fn wasm() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = || {
        let folder = target_folder().join("web/wasm");
        if !["dlocker_bg.wasm", "dlocker_look_bg.wasm", "dlocker_start_bg.wasm"]
            .iter()
            .all(|file| folder.join(file).exists())
        {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let status = Command::new(cargo).args(["xtask", "web", "--wasm"]).current_dir(workspace()).status();
            assert!(status.is_ok_and(|status| status.success()), "cargo xtask web --wasm should build the WebAssembly");
        }
        folder
    };
    BUILT.get_or_init(built).clone()
}
