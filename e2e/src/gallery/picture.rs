//! Pictures in memory: read, put beside each other, and written as small as a palette makes them.
//!
//! A box has few colours and many shades between them at the edges of letters. 128 of them, the
//! nearest for each pixel, can hardly be told from all, and weigh a quarter.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

type Colour = [u8; 3];

/// The most colours of a palette.
const MOST_COLOURS: usize = 128;

/// How many of them are of grounds, lines and shadows, and not shades at the edges of letters. A ground
/// that is nearly white is another one than white.
const GROUNDS: usize = 48;

/// A picture.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    width: usize,
    pixels: Vec<Colour>,
}

impl Picture {
    /// Reads a PNG in base64.
    pub(super) fn decode(text: &str) -> Result<Self> {
        let bytes = BASE64_STANDARD.decode(text)?;
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info()?;
        let mut data = vec![0; reader.output_buffer_size().context("a size")?];
        let frame = reader.next_frame(&mut data)?;
        let samples = frame.color_type.samples();
        ensure!(samples >= 3, "a picture in colours");
        let pixels = data[..frame.buffer_size()].chunks_exact(samples);
        let pixels = pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Ok(Self { width: usize::try_from(frame.width)?, pixels })
    }

    fn height(&self) -> usize {
        self.pixels.len() / self.width
    }

    /// The colour around what is shown.
    fn ground(&self) -> Colour {
        self.pixels[0]
    }

    /// Pictures beside each other, on the ground of the first.
    pub(super) fn row(pictures: &[Self]) -> Self {
        let height = pictures.iter().map(Self::height).max().unwrap_or(0);
        let width = pictures.iter().map(|picture| picture.width).sum();
        let ground = pictures.first().map_or([0; 3], Self::ground);
        let line = |at: usize| {
            pictures.iter().flat_map(move |picture| {
                let line = picture.pixels.chunks_exact(picture.width).nth(at);
                line.map_or_else(|| vec![ground; picture.width], <[Colour]>::to_vec)
            })
        };
        Self { width, pixels: (0..height).flat_map(line).collect() }
    }

    /// Pictures of one width below each other.
    pub(super) fn column(pictures: Vec<Self>) -> Self {
        let width = pictures.first().map_or(0, |picture| picture.width);
        Self { width, pixels: pictures.into_iter().flat_map(|picture| picture.pixels).collect() }
    }

    /// As a PNG with a palette.
    pub(super) fn encode(&self) -> Result<Vec<u8>> {
        let palette = self.palette();
        let mut nearest = HashMap::new();
        let indices: Vec<u8> = self
            .pixels
            .iter()
            .map(|pixel| *nearest.entry(*pixel).or_insert_with(|| index(&palette, *pixel)))
            .collect();
        let mut bytes = Vec::new();
        let (width, height) = (u32::try_from(self.width)?, u32::try_from(self.height())?);
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette.concat());
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.write_header()?.write_image_data(&indices)?;
        Ok(bytes)
    }

    /// The most frequent colours: those of grounds, lines and shadows, however near to each other, and of the
    /// rest no two nearer than has to be.
    fn palette(&self) -> Vec<Colour> {
        let mut counts = HashMap::<Colour, usize>::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        let mut colours: Vec<_> = counts.into_iter().collect();
        colours.sort_by_key(|&(colour, count)| (usize::MAX - count, colour));
        let mut palette = Vec::new();
        for least in 1_u32.. {
            palette.clear();
            for (place, (colour, _)) in colours.iter().enumerate() {
                if place < GROUNDS
                    || palette.iter().all(|known| distance(known, colour) >= least.pow(2))
                {
                    palette.push(*colour);
                }
                if palette.len() > MOST_COLOURS {
                    break;
                }
            }
            if palette.len() <= MOST_COLOURS {
                break;
            }
        }
        palette
    }
}

fn distance(one: &Colour, other: &Colour) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum()
}

/// Where in `palette` the colour nearest to `pixel` is.
fn index(palette: &[Colour], pixel: Colour) -> u8 {
    let places = palette.iter().zip(0_u8..=u8::MAX);
    places.min_by_key(|(colour, _)| distance(colour, &pixel)).map_or(0, |(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(width: usize, height: usize, colour: Colour) -> Picture {
        Picture { width, pixels: vec![colour; width * height] }
    }

    #[test]
    fn pictures_of_different_heights_stand_beside_each_other_on_one_ground() {
        let row = Picture::row(&[flat(2, 1, [1; 3]), flat(1, 2, [9; 3])]);
        assert_eq!((row.width, row.height()), (3, 2));
        assert_eq!(row.pixels[3..], [[1; 3], [1; 3], [9; 3]]);
        let column = Picture::column(vec![row.clone(), row]);
        assert_eq!((column.width, column.height()), (3, 4));
    }

    #[test]
    fn what_is_written_is_read_as_it_was_where_a_palette_has_room_for_it() {
        let picture = Picture::row(&[flat(3, 4, [1, 2, 3]), flat(5, 4, [250, 2, 3])]);
        let text = BASE64_STANDARD.encode(picture.encode().expect("a picture"));
        let mut reader =
            png::Decoder::new(std::io::Cursor::new(BASE64_STANDARD.decode(text).expect("bytes")));
        reader.set_transformations(png::Transformations::EXPAND);
        let mut reader = reader.read_info().expect("a picture");
        let mut data = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut data).expect("a frame");
        assert_eq!(data, picture.pixels.concat());
    }

    #[test]
    fn a_thousand_shades_become_a_few_that_are_near() {
        let pixels: Vec<_> =
            (0..1000_u32).map(|at| [(at % 256) as u8, (at / 4) as u8, 7]).collect();
        let picture = Picture { width: 1000, pixels };
        let palette = picture.palette();
        assert!(palette.len() > 30 && palette.len() <= MOST_COLOURS, "{}", palette.len());
        let worst = picture
            .pixels
            .iter()
            .map(|pixel| distance(&palette[usize::from(index(&palette, *pixel))], pixel));
        assert!(worst.max().expect("a pixel") <= 30 * 30);
    }
}
