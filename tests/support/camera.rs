//! A camera in front of a phone's screen, simulated: the same seed always takes the same photograph.
//!
//! The scene is a phone that shows a symbol, on a cluttered table. Light goes the way it goes in a camera: the plane of
//! the screen is projected (rotation, tilt, perspective), glare is added, every sensor pixel averages what falls on it,
//! the lens blurs, photons are counted (shot noise, read noise), the count is clipped, gamma-encoded and compressed as
//! JPEG. Lengths are in units of the symbol's width; light is linear, 1 is where the sensor saturates.
#![allow(dead_code, reason = "each test that includes this file uses a part of it")]

use std::f64::consts::{PI, TAU};

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, good enough to shake a camera.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Normal with mean 0 and deviation 1 (Box-Muller).
    pub fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (TAU * self.unit()).cos()
    }

    /// `PC1:` and Base45 characters, `length` in all.
    pub fn code_text(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let mut text = String::from("PC1:");
        while text.len() < length {
            text.push(ALPHABET[(self.next() % 45) as usize] as char);
        }
        text
    }
}

/// What is wrong with the photograph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Clean,
    Rotated,
    Tilted,
    Blurred,
    Darkened,
    Glare,
    Moire,
    Together,
}

impl Condition {
    pub const ALL: [Self; 8] = [
        Self::Clean,
        Self::Rotated,
        Self::Tilted,
        Self::Blurred,
        Self::Darkened,
        Self::Glare,
        Self::Moire,
        Self::Together,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Rotated => "rotated",
            Self::Tilted => "tilted",
            Self::Blurred => "blurred",
            Self::Darkened => "darkened",
            Self::Glare => "glare",
            Self::Moire => "moire",
            Self::Together => "all together",
        }
    }
}

/// A bright reflection: `strength` at its middle, falling off as a Gaussian of width `radius`.
#[derive(Clone, Copy, Debug)]
pub struct Glare {
    pub strength: f64,
    pub radius: f64,
    pub at: (f64, f64),
}

/// Everything that makes one photograph.
#[derive(Clone, Debug)]
pub struct Shot {
    /// Sensor size in pixels.
    pub frame: (usize, usize),
    /// Width of the symbol in sensor pixels if it were seen face on.
    pub span: f64,
    /// Turn in the plane of the screen, radians.
    pub rotation: f64,
    /// Angle between the screen and the sensor, radians, about an axis in the plane at `tilt_axis`.
    pub tilt: f64,
    pub tilt_axis: f64,
    /// Distance of the camera; small distances make strong perspective.
    pub distance: f64,
    /// Where the middle of the symbol falls, as a share of the free room: 0 left or top, 1 right or bottom.
    pub place: (f64, f64),
    /// Lens and focus: deviation of the Gaussian in sensor pixels.
    pub blur: f64,
    /// Light of a white screen pixel on the sensor.
    pub exposure: f64,
    /// Electrons in a full sensor pixel: few make shot noise.
    pub full_well: f64,
    pub glare: Option<Glare>,
    /// Screen pixels on the width of a sensor pixel, if the screen's own grid shows.
    pub screen_grid: Option<f64>,
    /// JPEG quality.
    pub quality: u8,
}

impl Shot {
    /// A random photograph of the condition with the symbol `span` pixels wide. Only the named defect is strong.
    pub fn of(condition: Condition, span: f64, random: &mut Random) -> Self {
        // Room for the symbol at 45° and its quiet zone, or for a tilted one.
        let frame = if span <= 300.0 { (640, 480) } else { (1280, 960) };
        let mut shot = Self {
            frame,
            span,
            rotation: random.between(-0.03, 0.03),
            tilt: 0.0,
            tilt_axis: 0.0,
            distance: 3.0,
            place: (random.unit(), random.unit()),
            blur: 0.5,
            exposure: random.between(0.65, 0.85),
            full_well: 6_000.0,
            glare: None,
            screen_grid: None,
            quality: 90,
        };
        match condition {
            Condition::Clean => {}
            Condition::Rotated => shot.rotation = random.between(-PI, PI),
            Condition::Tilted => {
                shot.rotation = random.between(-0.2, 0.2);
                shot.tilt = random.between(15.0, 30.0).to_radians();
                shot.tilt_axis = random.between(-PI, PI);
                shot.distance = random.between(2.5, 4.0);
            }
            Condition::Blurred => shot.blur = random.between(0.8, 1.2),
            Condition::Darkened => {
                shot.exposure = random.between(0.04, 0.10);
                shot.full_well = 600.0;
                shot.quality = 80;
            }
            Condition::Glare => shot.glare = Some(Self::reflection(0.8, 1.5, random)),
            Condition::Moire => {
                shot.screen_grid = Some(random.between(0.8, 2.2));
                shot.rotation = random.between(-0.2, 0.2);
            }
            Condition::Together => {
                shot.rotation = random.between(-PI, PI);
                shot.tilt = random.between(10.0, 20.0).to_radians();
                shot.tilt_axis = random.between(-PI, PI);
                shot.blur = random.between(0.6, 0.8);
                shot.exposure = random.between(0.2, 0.4);
                shot.full_well = 2_000.0;
                shot.glare = Some(Self::reflection(0.3, 0.6, random));
                shot.screen_grid = Some(random.between(0.8, 2.2));
                shot.quality = (60 + random.next() % 31) as u8;
            }
        }
        shot
    }

    fn reflection(weakest: f64, strongest: f64, random: &mut Random) -> Glare {
        Glare {
            strength: random.between(weakest, strongest),
            radius: random.between(0.08, 0.14),
            at: (random.between(-0.4, 0.4), random.between(-0.4, 0.4)),
        }
    }
}

/// An RGB picture, 8 bits a channel.
pub struct Photograph {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

impl Photograph {
    pub fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut file = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality)
            .encode(&self.rgb, self.width as u32, self.height as u32, image::ExtendedColorType::Rgb8)
            .unwrap();
        file
    }

    /// Rec. 601 luma, for readers that take grey.
    pub fn grey(&self) -> Vec<u8> {
        self.rgb
            .chunks_exact(3)
            .map(|p| ((u32::from(p[0]) * 299 + u32::from(p[1]) * 587 + u32::from(p[2]) * 114 + 500) / 1000) as u8)
            .collect()
    }
}

/// A symbol on the screen: its modules, row by row, dark is `true`.
pub struct Shown {
    pub size: usize,
    pub modules: Vec<bool>,
}

const WHITE: f64 = 1.0;
const BLACK: f64 = 0.04;

/// What the phone and the table send towards the camera at a point of the symbol's plane; the symbol is −½ to ½.
struct Scene<'a> {
    shown: Option<&'a Shown>,
    /// Screen pixels on the width of the symbol, if their grid shows.
    grid: Option<f64>,
    clutter: [f64; 8],
}

impl Scene<'_> {
    fn light(&self, x: f64, y: f64) -> f64 {
        // The phone: screen, a bezel around it.
        let (dx, dy) = (x.abs() - 0.62, (y - 0.1).abs() - 0.95);
        if dx > 0.05 || dy > 0.05 {
            return self.table(x, y);
        }
        if dx > 0.0 || dy > 0.0 {
            return 0.02;
        }
        let screen = self.screen(x, y);
        match self.grid {
            Some(pixels) => screen * grid_light(x * pixels, y * pixels),
            None => screen,
        }
    }

    fn screen(&self, x: f64, y: f64) -> f64 {
        let Some(shown) = self.shown else { return 0.6 };
        let modules = shown.size as f64;
        let (u, v) = ((x + 0.5) * modules, (y + 0.5) * modules);
        if u >= 0.0 && v >= 0.0 && u < modules && v < modules {
            let dark = shown.modules[v as usize * shown.size + u as usize];
            return if dark { BLACK } else { WHITE };
        }
        // Beyond the quiet zone the wallet shows a coloured bar and lines of text.
        if y > 0.5 + 6.0 / modules && y < 0.9 {
            let line = (y * 40.0).floor();
            let letter = ((x * 60.0).floor() * 12.9898 + line * 78.233).sin() * 43_758.547;
            let dark = (y * 40.0 - line) > 0.45 && (letter - letter.floor()) > 0.35 && x.abs() < 0.5;
            return if dark { 0.15 } else { WHITE };
        }
        if y < -0.5 - 6.0 / modules { 0.3 } else { WHITE }
    }

    /// Stripes, blocks and a slope of light: enough edges to give a finder something to refuse.
    fn table(&self, x: f64, y: f64) -> f64 {
        let [a, b, c, d, e, f, g, h] = self.clutter;
        let wood = ((x * (8.0 + 10.0 * a) + (y * 3.0 + b * TAU).sin()) * TAU).sin();
        let blocks = if ((x * (2.0 + 3.0 * c) + d).floor() + (y * (2.0 + 3.0 * e) + f).floor()).rem_euclid(3.0) < 1.0 {
            0.25
        } else {
            0.0
        };
        (0.25 + 0.08 * wood + blocks + 0.1 * (x * g + y * h)).clamp(0.01, 0.9)
    }
}

/// Light of a screen with red, green and blue stripes and a black gap between its pixels; 1 on average.
fn grid_light(x: f64, y: f64) -> f64 {
    let (column, row) = (x - x.floor(), y - y.floor());
    if row > 0.8 {
        return 0.0;
    }
    let stripe = column * 3.0;
    if stripe - stripe.floor() > 0.8 {
        return 0.0;
    }
    let luminance = if stripe < 1.0 {
        0.30
    } else if stripe < 2.0 {
        0.59
    } else {
        0.11
    };
    luminance * 3.0 / (0.8 * 0.8)
}

/// Plane → sensor, as a 3 × 3 matrix, and back.
type Matrix = [[f64; 3]; 3];

fn inverse(m: &Matrix) -> Matrix {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
    let mut out = [[0.0; 3]; 3];
    for (r, row) in out.iter_mut().enumerate() {
        for (c, cell) in row.iter_mut().enumerate() {
            *cell = minor(c, r) / determinant;
        }
    }
    out
}

fn apply(m: &Matrix, x: f64, y: f64) -> (f64, f64) {
    let w = m[2][0] * x + m[2][1] * y + m[2][2];
    ((m[0][0] * x + m[0][1] * y + m[0][2]) / w, (m[1][0] * x + m[1][1] * y + m[1][2]) / w)
}

fn projection(shot: &Shot) -> Matrix {
    let (width, height) = (shot.frame.0 as f64, shot.frame.1 as f64);
    let (sin, cos) = shot.rotation.sin_cos();
    // Rodrigues' rotation of the two axes of the plane about (cos a, sin a, 0).
    let (ax, ay) = (shot.tilt_axis.cos(), shot.tilt_axis.sin());
    let tilt = |x: f64, y: f64| {
        let along = ax * x + ay * y;
        let (s, c) = shot.tilt.sin_cos();
        [x * c + ax * along * (1.0 - c), y * c + ay * along * (1.0 - c), (ax * y - ay * x) * s]
    };
    let (right, down) = (tilt(cos, sin), tilt(-sin, cos));
    // The symbol and three quarters of its quiet zone stay in the frame, whatever the rotation.
    let reach = shot.span * 0.5 * (cos.abs() + sin.abs()) * 1.08 * (1.0 + shot.tilt.sin() * 0.3);
    let middle = |share: f64, length: f64| length / 2.0 + (share - 0.5) * (length - 2.0 * reach).max(0.0);
    let (mx, my) = (middle(shot.place.0, width), middle(shot.place.1, height));
    let f = shot.span * shot.distance;
    let bottom = [right[2], down[2], shot.distance];
    [
        [f * right[0] + mx * bottom[0], f * down[0] + mx * bottom[1], mx * bottom[2]],
        [f * right[1] + my * bottom[0], f * down[1] + my * bottom[1], my * bottom[2]],
        bottom,
    ]
}

/// Takes the photograph. Without a symbol the screen is blank.
pub fn photograph(shown: Option<&Shown>, shot: &Shot, random: &mut Random) -> Photograph {
    let scene = Scene {
        shown,
        grid: shot.screen_grid.map(|ratio| ratio * shot.span),
        clutter: std::array::from_fn(|_| random.unit()),
    };
    let light = gather(&scene, shot);
    let light = blurred(light, shot.frame, shot.blur);
    develop(&light, shot, random)
}

/// Averages the scene over each sensor pixel.
fn gather(scene: &Scene<'_>, shot: &Shot) -> Vec<f64> {
    let (width, height) = shot.frame;
    let back = inverse(&projection(shot));
    // A grid finer than the sensor needs many rays a pixel, or the simulation would add a moiré of its own.
    let fine = if shot.screen_grid.is_some() { 7 } else { 4 };
    let mut light = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = apply(&back, x as f64 + 0.5, y as f64 + 0.5);
            let near = u.abs() < 0.7 && v.abs() < 0.7;
            let rays = if near { fine } else { 2 };
            let mut sum = 0.0;
            for j in 0..rays {
                for i in 0..rays {
                    let (dx, dy) = ((f64::from(i) + 0.5) / f64::from(rays), (f64::from(j) + 0.5) / f64::from(rays));
                    let (u, v) = apply(&back, x as f64 + dx, y as f64 + dy);
                    sum += scene.light(u, v);
                }
            }
            let mut pixel = shot.exposure * sum / f64::from(rays * rays);
            if let Some(glare) = shot.glare {
                let (du, dv) = (u - glare.at.0, v - glare.at.1);
                pixel += glare.strength * (-(du * du + dv * dv) / (2.0 * glare.radius * glare.radius)).exp();
            }
            light.push(pixel);
        }
    }
    light
}

fn blurred(light: Vec<f64>, (width, height): (usize, usize), deviation: f64) -> Vec<f64> {
    let reach = (deviation * 3.0).ceil() as isize;
    let mut kernel: Vec<f64> =
        (-reach..=reach).map(|i| (-(i * i) as f64 / (2.0 * deviation * deviation)).exp()).collect();
    let total: f64 = kernel.iter().sum();
    kernel.iter_mut().for_each(|k| *k /= total);
    let pass = |input: &[f64], step_x: isize, step_y: isize| -> Vec<f64> {
        let mut output = Vec::with_capacity(input.len());
        for y in 0..height as isize {
            for x in 0..width as isize {
                let mut sum = 0.0;
                for (i, k) in kernel.iter().enumerate() {
                    let by = i as isize - reach;
                    let cx = (x + by * step_x).clamp(0, width as isize - 1);
                    let cy = (y + by * step_y).clamp(0, height as isize - 1);
                    sum += k * input[cy as usize * width + cx as usize];
                }
                output.push(sum);
            }
        }
        output
    };
    let across = pass(&light, 1, 0);
    pass(&across, 0, 1)
}

/// Photons → bytes.
fn develop(light: &[f64], shot: &Shot, random: &mut Random) -> Photograph {
    const READ_NOISE: f64 = 2.5;
    const TINT: [f64; 3] = [0.97, 1.0, 1.05];
    let (width, height) = shot.frame;
    let mut rgb = Vec::with_capacity(light.len() * 3);
    for pixel in light {
        let electrons = pixel.min(4.0) * shot.full_well;
        let counted = electrons + electrons.sqrt() * random.normal() + READ_NOISE * random.normal();
        let level = (counted / shot.full_well).clamp(0.0, 1.0);
        for tint in TINT {
            rgb.push(((level * tint).min(1.0).powf(1.0 / 2.2) * 255.0).round() as u8);
        }
    }
    Photograph { width, height, rgb }
}
