use super::*;

fn worst(window: &Sliding) -> (u64, i64, i64) {
    window.worst().map(|worst| (worst.value, worst.from, worst.to)).unwrap_or_default()
}

#[test]
fn a_window_holds_what_is_less_than_its_length_old() {
    for (gap, wanted) in [(299, (2, 0, 299)), (300, (1, 0, 0)), (301, (1, 0, 0))] {
        let mut window = Sliding::new(300, None);
        let mut room = Room::new(100);
        window.add(0, 0, &mut room);
        window.add(gap, 0, &mut room);
        assert_eq!(worst(&window), wanted, "{gap}");
    }
}

/// Counts every window anew, as the definition reads.
fn by_definition(times: &[i64], seconds: i64) -> u64 {
    let count = |end: i64| times.iter().filter(|time| **time <= end && **time > end - seconds).count();
    times.iter().map(|end| count(*end)).max().unwrap_or(0) as u64
}

/// Numbers that look random and are the same in every run.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

#[test]
fn windows_are_exact_also_for_lines_in_slight_disorder() {
    for seed in 1..200 {
        let mut next = numbers(seed);
        let mut window = Sliding::new(300, None);
        let mut room = Room::new(10_000);
        let mut times = Vec::new();
        let mut now = 1_000_000;
        for _ in 0..300 {
            now += next(40) as i64;
            let late = if seed % 2 == 0 { next(30) as i64 } else { 0 };
            times.push(now - late);
            window.add(now - late, 0, &mut room);
        }
        assert_eq!(worst(&window).0, by_definition(&times, 300), "seed {seed}");
        let (value, from, to) = worst(&window);
        let inside = times.iter().filter(|time| (from..=to).contains(*time)).count() as u64;
        assert_eq!(inside, value, "seed {seed}: what stands between from and to is what was counted");
        assert!(to - from < 300);
    }
}

#[test]
fn a_share_needs_enough_to_be_one() {
    let mut room = Room::new(1000);
    let mut window = Sliding::new(86_400, Some(20));
    for second in 0..19 {
        window.add(second, 1, &mut room);
    }
    assert_eq!(window.worst(), None);
    for second in 19..40 {
        window.add(second, 0, &mut room);
    }
    // 19 of 20, before those that exist came.
    assert_eq!(worst(&window), (950, 0, 19));
}

#[test]
fn a_log_that_goes_far_back_begins_anew() {
    let mut room = Room::new(1000);
    let mut window = Sliding::new(300, None);
    (0..10).for_each(|second| window.add(10_000 + second, 0, &mut room));
    (0..5).for_each(|second| window.add(second, 0, &mut room));
    assert_eq!(worst(&window), (10, 10_000, 10_009));
    assert_eq!(room.free, 1000 - 5);
}

#[test]
fn room_that_is_used_up_is_counted_and_given_back() {
    let mut room = Room::new(3);
    let mut window = Sliding::new(10, None);
    (0..8).for_each(|second| window.add(second, 0, &mut room));
    assert_eq!((window.worst().unwrap().value, room.left_out), (3, 5));
    // What has left the window (and the time in which late lines come) makes room.
    window.add(2, 0, &mut room);
    assert_eq!(window.worst().unwrap().value, 4, "a second that is there already takes none");
}

#[test]
fn connections_count_once_for_each_process() {
    let mut open = Concurrent::default();
    // One process delivers ten times: one connection at a time.
    (0..10).for_each(|second| open.add(1, 1000 + second, 1000 + second));
    assert_eq!(open.worst().unwrap().value, 1);
    // Twelve at once for 5 seconds.
    (0..12).for_each(|process| open.add(100 + process, 2000, 2004));
    assert_eq!(open.worst(), Some(Worst { value: 12, from: 2000, to: 2004 }));
    // A long one that is only logged at its end still meets them.
    open.add(7, 1990, 2010);
    assert_eq!(open.worst(), Some(Worst { value: 13, from: 2000, to: 2004 }));
    // Back in time, and hours later: nothing breaks.
    open.add(8, -5, 3);
    open.add(8, 90_000, i64::from(i32::MAX));
    assert_eq!(open.worst().unwrap().value, 13);
}

#[test]
fn names_count_while_they_are_in_the_window() {
    let mut names = Distinct::new(100);
    names.add(b"a.test", 0);
    names.add(b"A.TEST", 10);
    names.add(b"b.test", 50);
    assert_eq!(names.worst(), Some(Worst { value: 2, from: 10, to: 50 }));
    names.add(b"c.test", 151);
    assert_eq!(names.worst().unwrap().value, 2, "a and b are out");
    (0..1000).for_each(|i| names.add(format!("{i}.test").as_bytes(), 160));
    assert_eq!(names.worst().unwrap().value, NAMES as u64);
}

#[test]
fn a_drawing_keeps_the_highest_of_each_stretch() {
    let mut drawing = Drawing::new(0);
    (0..480).for_each(|second| drawing.record(second, (second / 10) as u64));
    assert_eq!(drawing.width(), 16);
    assert_eq!(drawing.columns().len(), 30);
    assert_eq!((drawing.columns()[0], drawing.columns()[29]), (1, 47));
    drawing.record(-1, 99);
    assert!(!drawing.columns().contains(&99));
}
