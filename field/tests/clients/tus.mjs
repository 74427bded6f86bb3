/** The protocol's own client for JavaScript, unmodified: node tus.mjs '{"endpoint": …}' with the file on standard input. */
import { readFileSync } from "node:fs";
import tus from "tus-js-client";

const told = JSON.parse(process.argv[2]);
const file = readFileSync(0);

/** One upload; `stopAfter` hangs up once that many bytes have been acknowledged. Resolves to what a user would be told. */
function upload(more = {}, stopAfter = Infinity) {
  return new Promise((resolve) => {
    const one = new tus.Upload(file, {
      endpoint: told.endpoint,
      headers: { Authorization: `Bearer ${told.token}` },
      metadata: { packet: told.packet, filename: "照片.jpg" },
      chunkSize: told.chunk,
      overridePatchMethod: told.post ?? false,
      ...more,
      onError: (error) => resolve({ status: error.originalResponse?.getStatus() ?? 0, said: String(error) }),
      onSuccess: () => resolve({ status: 200, url: one.url }),
      onChunkComplete: (_size, accepted) => {
        if (accepted < stopAfter) return;
        stopAfter = Infinity;
        void one.abort().then(() => resolve({ status: 1, url: one.url, accepted }));
      },
    });
    one.start();
  });
}

const first = await upload({}, told.stopAfter ?? Infinity);
const results = [first];
if (first.status === 1) results.push(await upload({ uploadUrl: first.url }));
if (told.again) results.push(await upload());
console.log(JSON.stringify(results));
