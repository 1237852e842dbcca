//! Keys and signatures, held against the vectors of their standards.

use crate::support::signing::Keyring;
use crate::support::signing::day;
use crate::support::signing::key;
use zhiyu::error::Code;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::key_file;
use zhiyu::snapshot::refusal::Part;
use zhiyu::snapshot::refusal::Refusal;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::PrivateKey;
use zhiyu::snapshot::signature::PublicKey;
use zhiyu::snapshot::signature::sm3_hex;
use zhiyu::snapshot::signing::Signing;
use zhiyu::snapshot::verify;

/// RFC 8032 crate::7.1, tests 1 to 3: private key, public key, message, signature.
const RFC_8032: [(&str, &str, &[u8], &str); 3] = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24\
         655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee\
         b00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d\
         c027beceea1ec40a",
    ),
];

/// GB/T 32918.5-2017, annex A.2: the message is `message digest`, the identity `1234567812345678`.
const SM2_PRIVATE: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const SM2_PUBLIC: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                          ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const SM2_MESSAGE: &[u8] = b"message digest";
const SM2_SIGNATURE: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
                             b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

#[test]
fn ed25519_is_that_of_rfc_8032() {
    for (private, public, message, signature) in RFC_8032 {
        let key = PrivateKey::parse(Algorithm::Ed25519, private).unwrap();
        assert_eq!(key.public().digits(), public);
        assert_eq!(key.sign(message).unwrap(), signature);
        let public = PublicKey::parse(Algorithm::Ed25519, public).unwrap();
        assert!(public.verifies(message, signature));
        assert!(!public.verifies(b"other", signature));
        assert!(
            !public.verifies(message, &signature.to_uppercase()),
            "one spelling alone"
        );
    }
}

#[test]
fn sm3_is_that_of_gb_t_32905() {
    let first = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    let second = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
    assert_eq!(sm3_hex(b"abc"), first);
    assert_eq!(sm3_hex("abcd".repeat(16).as_bytes()), second);
}

#[test]
fn sm2_is_that_of_gb_t_32918() {
    let key = PrivateKey::parse(Algorithm::Sm2, SM2_PRIVATE).unwrap();
    assert_eq!(key.public().digits(), SM2_PUBLIC);
    let public = PublicKey::parse(Algorithm::Sm2, SM2_PUBLIC).unwrap();
    assert!(public.verifies(SM2_MESSAGE, SM2_SIGNATURE));
    assert!(!public.verifies(b"message digesT", SM2_SIGNATURE));
    // The random number of the standard's example is not ours; what we sign verifies, and is the same each time.
    let own = key.sign(SM2_MESSAGE).unwrap();
    assert!(public.verifies(SM2_MESSAGE, &own));
    assert_eq!(own, key.sign(SM2_MESSAGE).unwrap());
    assert_ne!(own, SM2_SIGNATURE);
}

#[test]
fn what_is_no_key_is_refused() {
    let weak_ed25519 = format!("01{}", "00".repeat(31));
    let too_large = "f".repeat(64);
    for (algorithm, public) in [
        (Algorithm::Ed25519, weak_ed25519.as_str()),
        (Algorithm::Ed25519, "00"),
        (Algorithm::Sm2, SM2_PUBLIC.strip_prefix("04").unwrap()),
        (Algorithm::Sm2, &SM2_PUBLIC.replace("0409f9", "0409f8")),
        (Algorithm::Ed25519, SM2_PUBLIC),
    ] {
        assert!(PublicKey::parse(algorithm, public).is_none(), "{public}");
    }
    assert!(PrivateKey::parse(Algorithm::Sm2, &too_large).is_none());
    assert!(PrivateKey::parse(Algorithm::Sm2, &"0".repeat(64)).is_none());
    assert!(PrivateKey::parse(Algorithm::Ed25519, "00").is_none());
}

#[test]
fn keys_survive_their_files_and_a_private_key_is_never_printed() {
    for algorithm in Algorithm::ALL {
        let key = key(*algorithm, 7);
        let id = key.public().id();
        let file = key_file::write_private(&key).unwrap();
        assert_eq!(
            key_file::read_private(&file).unwrap().public().id(),
            id,
            "the same key comes back"
        );
        assert!(!format!("{key:?}").contains(&key.reveal()) && file.contains(&key.reveal()));
        let public = key_file::write_public(key.public()).unwrap();
        assert_eq!(&key_file::read_public(&public).unwrap(), key.public());
        for broken in [
            file.replace("private-key/1", "private-key/2"),
            file.replace(&id, "x"),
            public.clone(),
            String::new(),
        ] {
            let error = key_file::read_private(&broken).unwrap_err();
            assert_eq!(error.code(), Code::KeyUnusable);
            assert!(!format!("{error:?}").contains(&key.reveal()), "the key is not told");
        }
        assert_eq!(key_file::read_public(&file).unwrap_err().code(), Code::KeyUnusable);
    }
}

#[test]
fn a_key_is_drawn_again_when_the_bytes_are_none() {
    let calls = std::cell::Cell::new(0_u8);
    let entropy = |bytes: &mut [u8]| {
        bytes.fill(if calls.get() == 0 { 0xff } else { 9 });
        calls.set(calls.get() + 1);
        Ok(())
    };
    let drawn = PrivateKey::generate(Algorithm::Sm2, entropy).unwrap();
    assert_eq!(
        (drawn.public().id(), calls.get()),
        (key(Algorithm::Sm2, 9).public().id(), 2)
    );
}

#[test]
fn a_server_takes_only_a_key_that_its_set_names() {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let set = keyring.set.to_canonical().unwrap();
    let signing = Signing::new(keyring.first.clone(), &(set.clone() + "\n")).unwrap();
    assert_eq!(signing.set_text(), set);
    assert!(signing.is_valid_at(day(0)) && !signing.is_valid_at(day(365)));
    let stranger = key(Algorithm::Ed25519, 9);
    assert_eq!(Signing::new(stranger, &set).unwrap_err().code(), Code::KeyUnusable);
    let after = keyring.after_a_theft().to_canonical().unwrap();
    let revoked = Signing::new(keyring.first.clone(), &after);
    assert_eq!(revoked.unwrap_err().code(), Code::KeyUnusable);
    assert!(Signing::new(keyring.second.clone(), &after).is_ok());
}

#[test]
fn a_key_set_is_believed_for_its_root_its_version_and_its_time() {
    for algorithm in Algorithm::ALL {
        let keyring = Keyring::new(*algorithm);
        let (text, roots) = (keyring.set.to_canonical().unwrap(), keyring.roots());
        let check = |text: &str, now| verify::check_key_set(text, &roots, Some(&keyring.set), now);
        assert_eq!(check(&text, day(0)).unwrap(), keyring.set);
        let newer = keyring.after_a_theft();
        assert_eq!(newer.version, 2);
        let newer_text = newer.to_canonical().unwrap();
        assert_eq!(check(&newer_text, day(0)).unwrap(), newer);
        assert_eq!(
            verify::check_key_set(&text, &roots, Some(&newer), day(0)),
            Err(Refusal::OlderThanSeen)
        );
        assert_eq!(
            check(&text, day(800)),
            Err(Refusal::KeySetExpired(keyring.set.expires_at.clone()))
        );
        let mut own = keyring.set.clone();
        own.sign(&keyring.first).unwrap();
        assert_eq!(
            check(&own.to_canonical().unwrap(), day(0)),
            Err(Refusal::KeyUnknown(Part::KeySet, keyring.first.public().id()))
        );
        let mut unsigned = keyring.set.clone();
        unsigned.set_seal(None, None);
        assert_eq!(
            check(&unsigned.to_canonical().unwrap(), day(0)),
            Err(Refusal::Unsigned(Part::KeySet))
        );
        assert_eq!(
            check(&text.replace("\"version\":1", "\"version\":9"), day(0)),
            Err(Refusal::SignatureWrong(Part::KeySet))
        );
        // A second root key is there to take over: either may sign.
        let successor = key(*algorithm, 8);
        let mut taken_over = keyring.set.clone();
        taken_over.sign(&successor).unwrap();
        let both = [keyring.root.public().clone(), successor.public().clone()];
        let taken_over = taken_over.to_canonical().unwrap();
        assert!(verify::check_key_set(&taken_over, &both, None, day(0)).is_ok());
        assert!(verify::check_key_set(&text, &both, None, day(0)).is_ok());
    }
}
