//! The detectors of `rxing`, asked when ours found nothing: they look at a picture in other ways.

use rxing::common::{BitMatrix, DetectorRXingResult as _, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::detector::{DetectPureQR, FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::qrcode::detector::Detector;
use rxing::{Binarizer as _, DecodeHints, Luma8LuminanceSource};

use super::plane::Plane;
use super::symbol::decode;
use super::work::Work;

/// Largest plane that is given to the library, in pixels.
const LARGEST: usize = 3_500_000;

/// Planes that are given to the library.
const PLANES: usize = 3;

/// Sets of three finder patterns that are tried on one plane.
const SETS: usize = 24;

/// Texts of codes; the first way of looking that finds any ends the search.
pub(super) fn texts(planes: &[Plane], work: &Work) -> Vec<String> {
    for plane in planes.iter().filter(|plane| plane.pixels().len() <= LARGEST).take(PLANES) {
        for plane in [plane, &plane.inverted()] {
            for way in [hybrid, histogram] {
                if !work.spend(4 * plane.pixels().len()) {
                    return Vec::new();
                }
                let found = way(plane).unwrap_or_default();
                if !found.is_empty() {
                    return found;
                }
            }
        }
    }
    Vec::new()
}

fn source(plane: &Plane) -> Option<Luma8LuminanceSource> {
    let (width, height) = (u32::try_from(plane.width()).ok()?, u32::try_from(plane.height()).ok()?);
    Luma8LuminanceSource::new(plane.pixels().to_vec(), width, height).ok()
}

fn hybrid(plane: &Plane) -> Option<Vec<String>> {
    HybridBinarizer::new(source(plane)?).get_black_matrix().ok().map(search)
}

fn histogram(plane: &Plane) -> Option<Vec<String>> {
    GlobalHistogramBinarizer::new(source(plane)?).get_black_matrix().ok().map(search)
}

fn search(picture: &BitMatrix) -> Vec<String> {
    let mut found = several(picture);
    if found.is_empty() {
        let pure = || decode(DetectPureQR(picture).ok()?.getBits());
        let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
        let other = || decode(Detector::new(picture).detect_with_hints(&hints).ok()?.getBits());
        found.extend(pure().or_else(other));
    }
    found
}

/// All codes that the newer of its two detectors finds.
fn several(picture: &BitMatrix) -> Vec<String> {
    const HARDER: bool = true;
    const SMALLEST_MODULE: u32 = 0;
    let mut patterns = FindFinderPatterns(picture, HARDER, SMALLEST_MODULE);
    let mut found: Vec<String> = Vec::new();
    for set in GenerateFinderPatternSets(&mut patterns).into_iter().take(SETS) {
        let text = SampleQR(picture, &set).ok().and_then(|sampled| decode(sampled.getBits()));
        found.extend(text.filter(|text| !found.contains(text)));
    }
    found
}
