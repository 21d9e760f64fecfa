//! Documents held in a sealed store and shown as a fresh code.
//!
//! [`LockedWallet::open`] finds a wallet, [`unlock`](LockedWallet::unlock) opens its seal with the holder's passphrase.
//! An open [`Wallet`] makes the keys that an issuer signs over ([`request`](Wallet::request)), takes in what the issuer
//! hands back ([`receive`](Wallet::receive)), judges what it holds as any verifier would
//! ([`documents`](Wallet::documents), [`document`](Wallet::document)), and shows one of it for at most two minutes
//! ([`offer`](Wallet::offer), [`show`](Wallet::show)), or in answer to one request in any format that it holds
//! ([`offer_presentation`](Wallet::offer_presentation), [`present`](Wallet::present)). What was shown stands in [`log`](Wallet::log), without a value.
//!
//! Time and randomness are arguments everywhere; the only thing that is touched is the directory of the wallet.
//!
//! ```
//! use chop_core::dev::{Counted, TestTrust, reference_now};
//! use chop_wallet::{Cost, InitialTrust, LockedWallet, Passphrase, Wallet};
//!
//! let home = tempfile::tempdir()?;
//! let directory = home.path().join("wallet");
//! let now = reference_now();
//! let bundle = TestTrust::new(now).sign();
//! let trust = InitialTrust::check(&bundle, None, now)?;
//! let passphrase = Passphrase::new("correct horse battery");
//! let quick = Cost::new(64, 1, 1)?; // for an example only: a wallet takes `Cost::STANDARD`
//! let wallet = Wallet::create(&directory, &passphrase, quick, &trust, &mut Counted::new("doc"))?;
//! wallet.close()?;
//!
//! let wallet = LockedWallet::open(&directory)?.unlock(&passphrase, now, &mut Counted::new("doc 2"))?;
//! assert_eq!(wallet.trust(now)?.bundle().version(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// `Display` prints the stable code and nothing else: sentences live in the language files.
macro_rules! displays_code {
    ($($fault:ty),+ $(,)?) => {$(
        impl core::fmt::Display for $fault {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.code())
            }
        }
        impl core::error::Error for $fault {}
    )+};
}

mod code;
mod consent;
mod device;
mod documents;
mod held;
mod log;
mod pin;
mod present;
mod receive;
mod request;
mod seal;
mod store;
mod trust;
mod verdict;

pub use code::{CODE_SECONDS, CodeSession, SESSION_SECONDS, ShowFault, ShownCode};
pub use consent::{Asked, Choice, ConsentFault, Copies, Offer, OfferedView, Reader};
pub use device::{DeviceFault, DeviceKey, FileDeviceKey, Protection};
pub use documents::{DocumentFault, DocumentView, OpenSummary, Summary};
pub use held::Handle;
pub use log::{Entry, Event, LogFault, LoggedReader};
pub use pin::{Attempts, Cost, CostFault, Gate, Passphrase, ROUNDS, TRIES_A_ROUND, WAITS};
pub use present::ShowingOffer;
pub use receive::{Receipt, ReceiveFault};
pub use request::{KeyOrder, REQUEST_SECONDS, RequestFault};
pub use store::{LockedWallet, StoreFault, Wallet};
pub use trust::{HeldTrust, InitialTrust, TrustUse};
pub use verdict::{Genuineness, Verdict};
