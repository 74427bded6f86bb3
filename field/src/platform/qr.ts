/** Reads a QR code out of a picture, where the browser cannot: a chunk of its own, fetched when it is needed. */
export { default as decode } from "qr/decode.js";
