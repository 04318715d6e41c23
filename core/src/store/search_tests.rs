//! Search: any part of any word, in any script.

use proptest::prelude::*;

use super::fixtures::*;
use super::*;

fn holding(texts: &[&str]) -> (Store, tempfile::TempDir) {
    let (store, dir) = store();
    for (n, text) in texts.iter().enumerate() {
        receive(&store, &message(u8::try_from(n).unwrap() + 1, text));
    }
    (store, dir)
}

fn found(store: &Store, question: &str) -> Vec<String> {
    let mut texts: Vec<String> =
        store.search(question, None, 100, None).unwrap().into_iter().map(|m| m.text).collect();
    texts.reverse();
    texts
}

#[test]
fn one_two_and_more_characters_find_words_of_any_script() {
    let texts = [
        "Grüße aus Köln",
        "東京タワーに行きました",
        "안녕하세요",
        "I ❤️ you",
        "👩‍💻 at work",
        "naïve CAFÉ",
        "Привет, Ёлка",
        "ภาษาไทย",
        "100% \"quoted\" -- AND OR NOT *",
        "Οδυσσεύς",
    ];
    let (store, _dir) = holding(&texts);
    for (question, nth) in [
        ("köln", 0),
        ("GRUSS", 0),
        ("京", 1),
        ("東京", 1),
        ("タワー", 1),
        ("行きまし", 1),
        ("た", 1),
        ("안녕", 2),
        ("녕", 2),
        ("❤", 3),
        ("❤️", 3),
        ("👩", 4),
        ("👩‍💻", 4),
        ("cafe", 5),
        ("naive", 5),
        ("ёлк", 6),
        ("привет", 6),
        ("ไทย", 7),
        ("%", 8),
        ("\"quoted\"", 8),
        ("*", 8),
        ("AND OR", 8),
        ("ΟΔΥΣΣΕΥΣ", 9),
        ("work at", 4),
    ] {
        if question == "GRUSS" {
            // ß stays ß: it is a letter of its own.
            assert!(found(&store, question).is_empty());
            continue;
        }
        assert_eq!(found(&store, question), [texts[nth]], "{question}");
    }
    for question in ["", " ", "東タ", "kln", "lnö", "ölnx", "you❤"] {
        assert!(found(&store, question).is_empty(), "{question}");
    }
}

#[test]
fn a_match_does_not_reach_over_words_or_into_other_chats() {
    let (store, _dir) = holding(&["ab bc", "abc"]);
    assert_eq!(found(&store, "abc"), ["abc"]);
    receive(&store, &NewMessage { peer: key(2), ..message(9, "abc elsewhere") });
    assert_eq!(store.search("abc", Some(&key(2)), 9, None).unwrap().len(), 1);
    assert_eq!(store.search("abc", Some(&key(3)), 9, None).unwrap().len(), 0);
}

#[test]
fn results_are_the_newest_first_and_paged() {
    let (store, _dir) = holding(&["x1", "x2", "x3"]);
    let page = store.search("x", None, 2, None).unwrap();
    assert_eq!(page.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["x3", "x2"]);
    let next = store.search("x", None, 2, Some(page[1].id)).unwrap();
    assert_eq!(next.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["x1"]);
}

#[test]
fn what_is_edited_or_deleted_before_it_is_indexed_is_there_once_or_not_at_all() {
    let (store, _dir) = store();
    let edit = NewMessage {
        tags: vec![vec![knock_protocol::EDIT_TAG.to_owned(), id(101).to_hex()]],
        ..message(2, "after")
    };
    for n in 1..=3 {
        store.insert_knock(&Knock { event_id: id(n), ..knock(n, KnockState::Fetching) }).unwrap();
    }
    // One transaction, and one entry at its end.
    store.finish_knocks(&[message(1, "before"), edit, message(3, "third")]).unwrap();
    assert_eq!(found(&store, "after"), ["after"]);
    assert!(found(&store, "before").is_empty());
    let inserted_and_deleted = store.write(|tx| {
        let new = super::messages::insert(tx, &message(9, "gone"), Direction::Out, None)?;
        Ok(tx.execute("DELETE FROM messages WHERE id = ?1", [new.id])?)
    });
    assert_eq!(inserted_and_deleted.unwrap(), 1);
    assert!(found(&store, "gone").is_empty());
    receive(&store, &message(5, "fifth"));
    assert_eq!(found(&store, "th"), ["third", "fifth"]);
    store.sweep(at(NOW + 7 * DAY)).unwrap();
    assert!(found(&store, "t").is_empty());
    let entries = |store: &Store| {
        store.read(|c| {
            Ok(c.query_row(
                "SELECT count(*) FROM search WHERE search MATCH 'peer : 0101010101010101'",
                [],
                |row| row.get::<_, i64>(0),
            )?)
        })
    };
    assert_eq!(entries(&store).unwrap(), 0, "nothing is left of what is deleted");
}

#[test]
fn the_index_is_made_anew_where_the_tokens_are_others() {
    let (store, dir) = holding(&["hello"]);
    store.set_setting("search-tokens", "0").unwrap();
    store.write(|tx| Ok(tx.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?)).unwrap();
    assert!(found(&store, "hello").is_empty());
    drop(store);
    let again = Store::open(dir.path().join("knock.db"), &database_key()).unwrap();
    assert_eq!(found(&again, "hello"), ["hello"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn every_part_of_a_word_is_found(
        words in prop::collection::vec("[a-zA-Z0-9äöéßЖж東京かがは한글❤😀👍%\"*()'-]{1,8}", 1..5),
        (word, from, len) in (any::<usize>(), any::<usize>(), any::<usize>()),
    ) {
        let (store, _dir) = holding(&[&words.join(" ")]);
        let chars: Vec<char> = words[word % words.len()].chars().collect();
        let from = from % chars.len();
        let part: String = chars[from..from + 1 + len % (chars.len() - from)].iter().collect();
        prop_assert_eq!(found(&store, &part).len(), 1, "{} in {:?}", part, words);
    }

    #[test]
    fn no_question_is_an_error(question in any::<String>()) {
        let (store, _dir) = holding(&["a"]);
        store.search(&question, Some(&key(1)), 9, None).unwrap();
    }
}

#[test]
fn files_are_found_by_caption_and_name() {
    let (store, _dir) = store();
    let tag = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
    let file = NewMessage {
        kind: 15,
        content: "https://files.example/00ff".to_owned(),
        tags: vec![tag("x", "00ff"), tag("alt", "Our boat"), tag("name", "summer.pdf")],
        ..message(1, "")
    };
    receive(&store, &file);
    for (question, count) in [("boat", 1), ("summer", 1), ("files", 0), ("00ff", 0)] {
        assert_eq!(found(&store, question).len(), count, "{question}");
    }
    store.sweep(at(NOW + 8 * DAY)).unwrap();
    assert_eq!(found(&store, "boat").len(), 0);
}
