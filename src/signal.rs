//! Leptos' signals of any type, out of those of its parts that know no type.
//!
//! What reads a signal in an [`effect`] runs again when it changes, as with Leptos' own: the graph,
//! the owners and the arena are Leptos'. But Leptos compiles each of its signals, memos and effects
//! anew for every type that they hold and every closure that they run. Here a change is an
//! [`ArcTrigger`], a place in the arena holds an `Rc<dyn Any>`, an effect runs a boxed closure, and
//! what is left to be compiled for each type is a few lines (docs/develop/size.md has the figures).
//!
//! Owns values that change and what follows from them. Refuses threads: a page has one.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use reactive_graph::effect::RenderEffect;
use reactive_graph::graph::untrack;
use reactive_graph::owner::{ArenaItem, LocalStorage};
use reactive_graph::signal::ArcTrigger;
use reactive_graph::traits::{Notify, Track};

/// What an item of the arena holds, whatever it is.
type Kept = ArenaItem<Rc<dyn Any>, LocalStorage>;

/// Runs `run` now, and again whenever a signal changes that it has read; until the current owner
/// is gone.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    start(Box::new(run));
}

fn start(mut run: Box<dyn FnMut()>) {
    keep(RenderEffect::new(move |_: Option<()>| run()));
}

/// What `read` gives, as a signal that changes only when that does.
pub(crate) fn memo<T: PartialEq + 'static>(read: impl Fn() -> T + 'static) -> RwSignal<T> {
    let signal = RwSignal::new(untrack(&read));
    effect(move || {
        let value = read();
        if signal.with_untracked(|last| *last != value) {
            signal.set(value);
        }
    });
    signal
}

/// Drops `value` together with the current owner.
pub(crate) fn keep(value: impl Any) {
    kept(Rc::new(value));
}

fn kept(value: Rc<dyn Any>) -> Kept {
    ArenaItem::new_with_storage(value)
}

/// What stands in `place`, unless its owner is gone.
fn found(place: Kept) -> Option<Rc<dyn Any>> {
    place.try_get_value()
}

/// A value without watchers, gone with the owner that was the current one. Copies are the same
/// value.
pub(crate) struct StoredValue<T> {
    place: Kept,
    of: PhantomData<fn() -> T>,
}

impl<T: 'static> StoredValue<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { place: kept(Rc::new(RefCell::new(value))), of: PhantomData }
    }

    fn alive(self) -> Option<Rc<RefCell<T>>> {
        found(self.place)?.downcast().ok()
    }

    /// Changes the value, unless the owner is gone.
    pub(crate) fn try_update_value<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.alive().map(|value| change(&mut value.borrow_mut()))
    }

    /// Changes the value, unless the owner is gone.
    pub(crate) fn update_value(self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// Sets the value, unless the owner is gone.
    pub(crate) fn set_value(self, value: T) {
        // The earlier value is dropped when nothing is borrowed any more.
        let _earlier = self.alive().map(|place| place.replace(value));
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// A copy of the value, unless the owner is gone.
    pub(crate) fn try_get_value(self) -> Option<T> {
        self.alive().map(|value| value.borrow().clone())
    }

    #[track_caller]
    pub(crate) fn get_value(self) -> T {
        let Some(value) = self.try_get_value() else {
            panic!("read a value whose owner is gone");
        };
        value
    }
}

/// A signal that lives as long as its clones, which are the same signal.
pub(crate) struct ArcRwSignal<T>(Rc<Slot<T>>);

struct Slot<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

impl<T: 'static> ArcRwSignal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(Slot { value: RefCell::new(value), changed: ArcTrigger::new() }))
    }

    pub(crate) fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.changed.track();
        self.with_untracked(read)
    }

    pub(crate) fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.0.value.borrow())
    }

    pub(crate) fn update<U>(&self, change: impl FnOnce(&mut T) -> U) -> U {
        let result = change(&mut self.0.value.borrow_mut());
        self.0.changed.notify();
        result
    }

    pub(crate) fn set(&self, value: T) {
        // The earlier value is dropped when nothing is borrowed any more.
        let _earlier = self.0.value.replace(value);
        self.0.changed.notify();
    }
}

impl<T: Clone + 'static> ArcRwSignal<T> {
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

/// A signal that is gone with the owner that was the current one. Copies are the same signal.
pub(crate) struct RwSignal<T> {
    place: Kept,
    of: PhantomData<fn() -> T>,
}

impl<T: 'static> RwSignal<T> {
    pub(crate) fn new(value: T) -> Self {
        let slot = Slot { value: RefCell::new(value), changed: ArcTrigger::new() };
        Self { place: kept(Rc::new(slot)), of: PhantomData }
    }

    fn alive(self) -> Option<ArcRwSignal<T>> {
        found(self.place)?.downcast().ok().map(ArcRwSignal)
    }

    #[track_caller]
    fn expected(self) -> ArcRwSignal<T> {
        let Some(signal) = self.alive() else {
            panic!("read a signal whose owner is gone");
        };
        signal
    }

    #[track_caller]
    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.expected().with(read)
    }

    #[track_caller]
    pub(crate) fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.expected().with_untracked(read)
    }

    /// Reads the value, unless the owner is gone.
    pub(crate) fn try_with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        self.alive().map(|signal| signal.with_untracked(read))
    }

    /// Changes the value, unless the owner is gone.
    pub(crate) fn try_update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.alive().map(|signal| signal.update(change))
    }

    /// Changes the value, unless the owner is gone.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Sets the value, and gives it back where the owner is gone.
    pub(crate) fn try_set(self, value: T) -> Option<T> {
        match self.alive() {
            Some(signal) => {
                signal.set(value);
                None
            }
            None => Some(value),
        }
    }

    /// Sets the value, unless the owner is gone.
    pub(crate) fn set(self, value: T) {
        self.try_set(value);
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    #[track_caller]
    pub(crate) fn get(self) -> T {
        self.expected().get()
    }

    #[track_caller]
    pub(crate) fn get_untracked(self) -> T {
        self.expected().get_untracked()
    }
}

impl<T> Copy for StoredValue<T> {}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Default + 'static> Default for StoredValue<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Default + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Default + 'static> Default for ArcRwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> fmt::Debug for StoredValue<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StoredValue")
    }
}

impl<T> fmt::Debug for RwSignal<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RwSignal")
    }
}

impl<T> fmt::Debug for ArcRwSignal<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ArcRwSignal")
    }
}
