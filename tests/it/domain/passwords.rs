//! Which passwords are taken, how they are hashed, and the codes of second factors.

use proptest::prelude::*;
use zhiyu::access::account::masked;
use zhiyu::access::password;
use zhiyu::access::password::Hashing;
use zhiyu::access::password_policy::Objection;
use zhiyu::access::password_policy::PasswordProfile;
use zhiyu::access::role::Role;
use zhiyu::access::sealing::SealingKey;
use zhiyu::access::totp;
use zhiyu::access::weak_password::is_common;
use zhiyu::time::Instant;

const QUICK: Hashing = Hashing {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

#[test]
fn the_default_profile_wants_length_classes_and_change() {
    let profile = PasswordProfile::default();
    assert_eq!(profile, PasswordProfile::Dengbao3);
    let objection = |password: &str| profile.objection("zhangsan", password);
    assert_eq!(objection("Rk7#vm2"), Some(Objection::Short(8)));
    assert_eq!(objection("rk7vm2qx"), Some(Objection::FewClasses));
    assert_eq!(objection("云海72rk#山"), None, "a Chinese character is another class");
    assert_eq!(objection("ZhangSan#72rk"), Some(Objection::NamesAccount));
    assert_eq!(objection("Rk7#vm2q"), None);
    assert_eq!(objection(&format!("Rk7#{}", "长".repeat(400))), Some(Objection::Long));
    assert_eq!(profile.history(), 5);
    let day = |days: i64| Instant(days * 24 * 3_600_000_000);
    assert!(!profile.is_too_old(day(0), day(89)) && profile.is_too_old(day(0), day(90)));
}

#[test]
fn the_other_profile_wants_length_alone() {
    let profile = PasswordProfile::Asvs;
    let objection = |password: &str| profile.objection("zhangsan", password);
    assert_eq!(objection("Rk7#vm2qLp9%zz"), Some(Objection::Short(15)));
    assert_eq!(objection("vier gruene stuehle"), None, "one class, blanks, no digits");
    assert_eq!(
        objection(&"quitte und mond ".repeat(8)),
        None,
        "64 characters and more are taken"
    );
    assert_eq!(objection("passwordpassword"), Some(Objection::Common));
    assert!(!profile.is_too_old(Instant(0), Instant(i64::MAX)));
}

#[test]
fn what_people_choose_is_common_in_every_dress() {
    for password in [
        "Password1!",
        "P@ssw0rd2024",
        "pa$$w0rd",
        "Admin@123",
        "Admin123456",
        "Qwer1234!",
        "1qaz@WSX",
        "1qaz2wsx3edc",
        "Woaini1314",
        "woaini520!",
        "Zhiyu@2026",
        "Weijianwei2025!",
        "Henan@2026",
        "Abc12345",
        "Aa123456!",
        "Test1234",
        "Welcome1!",
        "Iloveyou1!",
        "Qazwsx123!",
        "Huawei@123",
        "Yiyuan#2024",
        "Zhang123!",
        "P@ssw0rdP@ssw0rd",
        "AAAAaaaa1111",
        "5201314Aa!",
        "Zxcvbnm,123",
        "!QAZ2wsx",
        "123456Aa#",
        "Nihao@2008",
    ] {
        assert!(is_common(password), "{password}");
    }
    for password in [
        "Rk7#vm2q",
        "vier gruene stuehle",
        "kq7mz-2hv9c-p4xwn-8tdje",
        "墨云#27kTq",
        "Tq8%wz4Lp2",
    ] {
        assert!(!is_common(password), "{password}");
    }
}

proptest! {
    #[test]
    fn whatever_is_random_enough_is_taken(bytes in prop::array::uniform20(0_u8..)) {
        let one_time = password::one_time(&bytes);
        prop_assert_eq!(one_time.reveal().len(), 23);
        let shown = format!("{one_time:?}");
        prop_assert!(!shown.contains(one_time.reveal()));
    }

    #[test]
    fn a_word_with_anything_short_behind_it_is_common(tail in "[0-9!@#]{0,4}") {
        let dressed = ["W0aini", &tail].concat();
        prop_assert!(is_common(&dressed));
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_alone(secret in prop::collection::vec(any::<u8>(), 0..40), nonce: [u8; 12]) {
        let key = SealingKey::new(&[1; 32]);
        let sealed = key.seal(&secret, "zhang", &nonce).unwrap();
        prop_assert_eq!(key.open(&sealed, "zhang").unwrap(), secret);
        prop_assert!(key.open(&sealed, "li").is_err());
        prop_assert!(SealingKey::new(&[2; 32]).open(&sealed, "zhang").is_err());
        let mut forged = sealed;
        let last = forged.pop().unwrap();
        forged.push(if last == '0' { '1' } else { '0' });
        prop_assert!(key.open(&forged, "zhang").is_err());
    }
}

#[test]
fn a_new_key_seals_and_the_earlier_one_still_opens() {
    let (old, new) = ("01".repeat(32), "02".repeat(32));
    let before = SealingKey::parse(&old)
        .unwrap()
        .seal(b"secret", "zhang", &[3; 12])
        .unwrap();
    let rotated = SealingKey::parse(&format!("{new}\n{old}\n")).unwrap();
    assert_eq!(rotated.open(&before, "zhang").unwrap(), b"secret");
    assert!(!rotated.is_newest_of(&before));
    let after = rotated.seal(b"secret", "zhang", &[4; 12]).unwrap();
    assert!(rotated.is_newest_of(&after));
    assert_eq!(
        SealingKey::parse(&new).unwrap().open(&after, "zhang").unwrap(),
        b"secret"
    );
    for broken in ["", "\n", "01", &format!("{new}\nxx")] {
        assert!(SealingKey::parse(broken).is_none(), "{broken}");
    }
}

#[test]
fn a_hash_names_its_cost_and_fits_one_password() {
    let hash = QUICK.hash("Rk7#vm2q", &[3; 16]).unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
    assert!(password::verify("Rk7#vm2q", &hash));
    assert!(!password::verify("Rk7#vm2Q", &hash) && !password::verify("", &hash) && !password::verify("x", "x"));
    assert!(QUICK.made(&hash) && !Hashing::default().made(&hash));
    let other = QUICK.hash("Rk7#vm2q", &[4; 16]).unwrap();
    assert_ne!(hash, other, "the salt counts");
    let long = "长".repeat(400);
    assert!(
        !password::verify(&long, &QUICK.hash(&long, &[3; 16]).unwrap()),
        "too long to be a password"
    );
}

/// RFC 6238 appendix B, SHA-1: the last six of eight digits.
const VECTORS: &[(i64, &str)] = &[
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
];

#[test]
fn codes_are_those_of_rfc_6238() {
    let secret = b"12345678901234567890";
    for (seconds, code) in VECTORS {
        let now = Instant(seconds * 1_000_000);
        assert_eq!(totp::code_of(secret, totp::step_of(now)).unwrap(), *code);
        assert_eq!(totp::accepted(secret, code, now, 0).unwrap(), Some(seconds / 30));
    }
    // RFC 4648 of the same bytes.
    assert_eq!(totp::base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(totp::base32(b"fooba"), "MZXW6YTB");
    let url = totp::enrolment_url("张三", secret);
    assert!(
        url.starts_with("otpauth://totp/Zhiyu:%E5%BC%A0%E4%B8%89?secret=GEZD"),
        "{url}"
    );
}

#[test]
fn a_code_is_good_one_step_around_now_and_once() {
    let secret = b"12345678901234567890";
    let now = Instant(1_234_567_890_000_000);
    let step = totp::step_of(now);
    for (of, is_good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        let code = totp::code_of(secret, step + of).unwrap();
        assert_eq!(
            totp::accepted(secret, &code, now, 0).unwrap().is_some(),
            is_good,
            "{of}"
        );
    }
    let code = totp::code_of(secret, step).unwrap();
    assert_eq!(totp::accepted(secret, &code, now, step).unwrap(), None, "it was used");
    assert_eq!(totp::accepted(secret, "", now, 0).unwrap(), None);
}

#[test]
fn the_three_powers_exclude_each_other_and_nothing_else() {
    let excluded: Vec<(Role, Role)> = Role::ALL
        .iter()
        .flat_map(|one| Role::ALL.iter().map(move |other| (*one, *other)))
        .filter(|(one, other)| one.excludes(*other))
        .collect();
    assert_eq!(excluded.len(), 6);
    assert!(excluded.contains(&(Role::Auditor, Role::SecurityAdministrator)));
    assert!(excluded.contains(&(Role::Administrator, Role::Auditor)));
}

#[test]
fn a_masked_contact_says_little() {
    assert_eq!(masked("13800001234"), "138******34");
    assert_eq!(masked("1234567"), "*******");
    assert_eq!(masked(""), "");
}
