//! Random sequences of everything that can happen, and what holds under all of them.
//! `transition` says what can happen, `reference` what is known of it, `invariants` what must hold.
//! `PARLOR_SEQUENCES` says how many are tried, `PARLOR_SEED` from which seed on.

mod invariants;
mod reference;
mod transition;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_session::{Input, Intent};
use reference::Reference;
use transition::Transition;

use crate::harness::{World, all_settings};

const STEPS: u64 = 40;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn the_invariants_hold_under_any_sequence() {
    let count = number("PARLOR_SEQUENCES", if cfg!(target_arch = "wasm32") { 200 } else { 20_000 });
    let first = number("PARLOR_SEED", 0);
    let settings = all_settings();
    for seed in first..first + count {
        let _told = Told(seed);
        let settings = settings[usize::try_from(seed).unwrap_or(0) % settings.len()].clone();
        sequence(World::with(settings, seed), seed);
    }
}

/// Says which sequence failed.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("sequence {0}: PARLOR_SEED={0} PARLOR_SEQUENCES=1 repeats it", self.0);
        }
    }
}

fn sequence(mut world: World, seed: u64) {
    let mut reference = Reference::default();
    let trace = std::env::var("PARLOR_TRACE").is_ok();
    world.network.trouble = [0, 0, 5, 15, 40][usize::try_from(seed % 5).unwrap_or(0)];
    world.network.latency = [5, 20, 150][usize::try_from(seed % 3).unwrap_or(0)];
    for _ in 0..STEPS {
        let transition = Transition::draw(&mut world);
        if trace {
            eprintln!("{} {:?} {:?}", world.now, world.phase(), transition);
        }
        transition.apply(&mut world, &mut reference);
        invariants::after_each(&world, &mut reference);
    }
    // Everything heals; then all that waits must come to its end.
    world.network.trouble = 0;
    world.network.online = true;
    world.network.planned.clear();
    world.input(Input::Network { online: true });
    world.input(Input::Visible(true));
    world.intent(Intent::RetryNow);
    world.run(240_000);
    if trace {
        eprintln!("{} {:?} {:?} {:?}", world.now, world.phase(), world.transcript(), world.storage);
        for (at, request) in &world.requests {
            eprintln!("  {at} {} {:?}", request.path, request.body);
        }
    }
    invariants::after_each(&world, &mut reference);
    invariants::at_the_end(&mut world, &reference);
}
