//! How an answer's body is packed, and its bytes unpacked.
//!
//! A body of several gzip members is unpacked to its end, and so is `deflate`, which nobody asked for: servers send both.
//! The connection could unpack brotli itself, but would bring a second decoder beside the one that there is.

use std::io::{self, BufRead as _, BufReader, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::blocking::Response;
use reqwest::header::CONTENT_ENCODING;

/// What is asked for.
pub(super) const ASKED: &str = "gzip, br";

/// So many bytes are unpacked at a time.
const WINDOW: usize = 1 << 14;

/// How an answer's body is packed, in small letters; nothing where it does not say.
fn packing(answer: &Response) -> String {
    let how = answer.headers().get(CONTENT_ENCODING);
    let how = how.map_or("".into(), |how| String::from_utf8_lossy(how.as_bytes()));
    how.trim().to_ascii_lowercase()
}

/// How an answer's body is packed, where nobody here unpacks it.
pub(super) fn unknown(answer: &Response) -> Option<String> {
    let how = packing(answer);
    let known = is_unpacked(&how) || matches!(how.as_str(), "" | "identity");
    (!known).then_some(how)
}

/// The body of an answer, unpacked.
pub(super) fn unpacked(answer: Response) -> io::Result<Box<dyn Read>> {
    unpack(&packing(&answer), answer)
}

fn is_unpacked(how: &str) -> bool {
    matches!(how, "br" | "gzip" | "x-gzip" | "deflate")
}

fn unpack(how: &str, body: impl Read + 'static) -> io::Result<Box<dyn Read>> {
    if !is_unpacked(how) {
        return Ok(Box::new(body));
    }
    let mut body = BufReader::new(body);
    let first = body.fill_buf()?.first().copied();
    Ok(match (how, first) {
        // Nothing is packed as nothing.
        (_, None) => Box::new(body),
        ("br", _) => Box::new(Decompressor::new(body, WINDOW)),
        // What is called so has a head, or, from some servers, none.
        ("deflate", Some(first)) if first & 0x0f == 8 => Box::new(ZlibDecoder::new(body)),
        ("deflate", _) => Box::new(DeflateDecoder::new(body)),
        _ => Box::new(MultiGzDecoder::new(body)),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    /// What another program makes of `a page, packed by brotli`.
    const BROTLI: [u8; 28] = *b"\x8b\x0b\x80a page, packed by brotli\x03";

    fn gzip(words: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(words).expect("memory");
        packed.finish().expect("memory")
    }

    fn read(how: &str, packed: Vec<u8>) -> io::Result<String> {
        let mut words = String::new();
        unpack(how, io::Cursor::new(packed))?.read_to_string(&mut words)?;
        Ok(words)
    }

    #[test]
    fn bodies_are_unpacked_to_their_end() {
        let members = [gzip(b"one, "), gzip(b"two, "), gzip(b"three")].concat();
        assert_eq!(read("gzip", members).expect("three members"), "one, two, three");
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"with a head").expect("memory");
        assert_eq!(
            read("deflate", zlib.finish().expect("memory")).expect("zlib"),
            "with a head"
        );
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(b"without one").expect("memory");
        assert_eq!(
            read("deflate", bare.finish().expect("memory")).expect("deflate"),
            "without one"
        );
        assert_eq!(read("br", BROTLI.to_vec()).expect("brotli"), "a page, packed by brotli");
        assert_eq!(read("gzip", Vec::new()).expect("nothing"), "");
        assert_eq!(read("", b"as it is".to_vec()).expect("no packing"), "as it is");
    }

    #[test]
    fn a_body_that_breaks_off_or_goes_on_is_no_body() {
        let mut cut = gzip(b"a page of some length that is cut");
        cut.truncate(cut.len() - 9);
        assert!(read("gzip", cut).is_err());
        let junk = [gzip(b"a page"), b"and more".to_vec()].concat();
        assert!(read("gzip", junk).is_err());
        let cut = BROTLI.split_last().expect("bytes").1;
        assert!(read("br", cut.to_vec()).is_err());
        assert!(read("br", b"not packed by brotli".to_vec()).is_err());
    }
}
