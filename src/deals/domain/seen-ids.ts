/** Beyond so many ids the memory for more is worth more than the time that they would save. */
const MOST_IDS = 4_194_304;

/**
 * Which ids a file has told of so far, in 16 bytes for each: the digests of ids, not the ids. So an id may seem to
 * have been there that was not, about once in as many files as there are grains of sand; never the other way round.
 */
export class SeenIds {
  /** Pairs of 32-bit digests in open addressing; a pair of zeros is a free place. */
  private places = new Uint32Array(2 * 16_384);
  private count = 0;

  /** Adds an id; whether it may have been there before, which is also said of every id when there are too many. */
  add(id: string): boolean {
    if (this.count >= MOST_IDS) return true;
    if (this.count * 4 >= this.places.length) this.grow();
    const [high, low] = digests(id);
    if (!this.put(high, low)) return true;
    this.count += 1;
    return false;
  }

  private put(high: number, low: number): boolean {
    const mask = this.places.length / 2 - 1;
    for (let place = low & mask; ; place = (place + 1) & mask) {
      const [heldHigh, heldLow] = [this.places[2 * place], this.places[2 * place + 1]];
      if (heldHigh === high && heldLow === low) return false;
      if (heldHigh === 0 && heldLow === 0) {
        this.places[2 * place] = high;
        this.places[2 * place + 1] = low;
        return true;
      }
    }
  }

  private grow(): void {
    const held = this.places;
    this.places = new Uint32Array(held.length * 2);
    for (let place = 0; place < held.length; place += 2) {
      const [high = 0, low = 0] = [held[place], held[place + 1]];
      if (high !== 0 || low !== 0) this.put(high, low);
    }
  }
}

/** Two independent digests of a text (FNV-1a with different factors, mixed at the end); never both zero. */
function digests(text: string): readonly [number, number] {
  let [high, low] = [0x811c9dc5, 0x9dc5811c];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x5bd1e995);
    low ^= low >>> 15;
  }
  return [(high ^ (high >>> 16)) >>> 0 || 1, (low ^ (low >>> 13)) >>> 0];
}
