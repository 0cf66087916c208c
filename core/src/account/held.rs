//! What an open session holds or was made of, for a test that searches the memory for it.

use uuid::Uuid;

use super::{
    Accounts, OpenSession, Secret,
    password::derive,
    remember::read_entry,
    slot::{Kind, Slot},
    store,
};

impl Accounts {
    /// Shows each key to `see`, with a name for it. What is made for that is wiped again.
    pub(crate) async fn show_keys(
        &self,
        open: &OpenSession,
        password: &Secret,
        entry: &Secret,
        mut see: impl FnMut(&'static str, &[u8]),
    ) {
        let uid = open.account.uid;
        see("the library key", open.key.0.bytes());
        let text = open.key.engine_text();
        see("the text of the library key", &text.as_bytes()[2..66]);
        let slot = self.slot_of(uid, Kind::Password).await;
        let keys = derive(password.expose(), slot.salt(), slot.cost().unwrap()).unwrap();
        see("the key of the password", keys.kek.bytes());
        let slot = self.slot_of(uid, Kind::Remember).await;
        let (remembered, _) = read_entry(entry).unwrap();
        see("the signing key", remembered.signing_key().unwrap().bytes());
        see(
            "the key of the keyring",
            remembered.kek(slot.salt()).unwrap().bytes(),
        );
        see("the text in the keyring", &entry.expose().as_bytes()[2..45]);
    }

    async fn slot_of(&self, account: Uuid, kind: Kind) -> Slot {
        let mut db = self.db().await.unwrap();
        let stored = store::slot(&mut db, account, kind).await.unwrap().unwrap();
        Slot::read(account, kind, &stored).unwrap()
    }
}
