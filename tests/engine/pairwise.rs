//! A covering set: rows in which every pair of values of two factors occurs, far fewer than all combinations.

/// Greedy and always the same: each row begins with a pair not yet covered and takes for every other factor the value that covers the most.
/// `sizes` are the numbers of values; a row has the index of a value for each factor.
pub fn covering(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut open = pairs(sizes);
    let mut rows = Vec::new();
    while let Some(&((first, one), (second, two))) = open.first() {
        let mut row = vec![None; sizes.len()];
        row[first] = Some(one);
        row[second] = Some(two);
        for factor in 0..sizes.len() {
            if row[factor].is_none() {
                row[factor] = (0..sizes[factor])
                    .rev()
                    .max_by_key(|value| gain(&open, &row, (factor, *value)));
            }
        }
        let row: Vec<usize> = row.into_iter().flatten().collect();
        open.retain(|pair| !covers(&row, pair));
        rows.push(row);
    }
    rows
}

type Value = (usize, usize);

fn pairs(sizes: &[usize]) -> Vec<(Value, Value)> {
    let values = |factor: usize| (0..sizes[factor]).map(move |value| (factor, value));
    let later = |first: Value| {
        (first.0 + 1..sizes.len())
            .flat_map(values)
            .map(move |second| (first, second))
    };
    (0..sizes.len()).flat_map(values).flat_map(later).collect()
}

fn covers(row: &[usize], (first, second): &(Value, Value)) -> bool {
    row[first.0] == first.1 && row[second.0] == second.1
}

/// How many open pairs a value would cover with those that the row has already.
fn gain(open: &[(Value, Value)], row: &[Option<usize>], value: Value) -> usize {
    let fits = |other: Value| row[other.0] == Some(other.1);
    open.iter()
        .filter(|(first, second)| {
            (*first == value && fits(*second)) || (*second == value && fits(*first))
        })
        .count()
}

#[test]
fn every_pair_is_covered() {
    for sizes in [
        vec![2, 2],
        vec![3, 3, 2, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2],
        vec![4, 3, 3, 3, 3],
        vec![1, 5, 1],
    ] {
        let rows = covering(&sizes);
        for row in &rows {
            assert_eq!(row.len(), sizes.len());
            assert!(
                row.iter().zip(&sizes).all(|(value, size)| value < size),
                "{row:?}"
            );
        }
        for pair in pairs(&sizes) {
            assert!(
                rows.iter().any(|row| covers(row, &pair)),
                "{pair:?} of {sizes:?} is in no row"
            );
        }
        let mut largest = sizes.clone();
        largest.sort_unstable();
        let least: usize = largest.iter().rev().take(2).product();
        assert!(
            rows.len() >= least && rows.len() <= least * 2,
            "{} rows for {sizes:?}",
            rows.len()
        );
    }
}
