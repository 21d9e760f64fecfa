/** Why there is no picture; each has a sentence and a way on. */
export type CameraFault = "none" | "refused" | "busy" | "lost" | "insecure";

/** What the camera is doing. */
export type CameraState = "off" | "opening" | "on" | CameraFault;

/** Longest side of a frame that is read: more costs time and finds nothing more. */
const LONGEST = 1280;
/** Zoom by the lens where it can, by cutting out the middle where it cannot. */
const ZOOMS = [1, 1.5, 2, 3, 4] as const;

/** The camera: frames to whoever reads them, one at a time. */
export class Camera {
  state = $state<CameraState>("off");
  /** Null where the camera has no light. */
  light = $state<boolean | null>(null);
  zoom = $state<number>(1);
  video: HTMLVideoElement | null = null;
  #stream: MediaStream | null = null;
  #lens: { min: number; max: number } | null = null;
  #cut = 1;
  #run = 0;
  readonly #read: (frame: ImageBitmap) => Promise<void>;

  /** `read` takes a frame and answers when it is done with it; frames that come meanwhile are let go. */
  constructor(read: (frame: ImageBitmap) => Promise<void>) {
    this.#read = read;
  }

  /** Opens the camera that looks away from the reader. */
  async start(): Promise<void> {
    this.stop();
    const run = ++this.#run;
    if (!globalThis.isSecureContext) return this.#fail("insecure");
    if (navigator.mediaDevices?.getUserMedia === undefined) return this.#fail("none");
    this.state = "opening";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
      });
      if (run !== this.#run) return end(stream);
      this.#stream = stream;
      const [track] = stream.getVideoTracks();
      track?.addEventListener("ended", () => {
        if (run === this.#run) this.#fail("lost");
      });
      this.#learn(track);
      await this.show(this.video);
      this.state = "on";
      void this.#loop(run);
    } catch (error) {
      if (run === this.#run) this.#fail(fault(error));
    }
  }

  /** Shows the picture in an element; the frames are taken from it. */
  async show(video: HTMLVideoElement | null): Promise<void> {
    this.video = video;
    if (video === null || this.#stream === null || video.srcObject === this.#stream) return;
    video.srcObject = this.#stream;
    await video.play().catch(() => {});
  }

  /** Closes the camera. */
  stop(): void {
    this.#run += 1;
    if (this.#stream !== null) end(this.#stream);
    this.#stream = null;
    if (this.video !== null) this.video.srcObject = null;
    this.state = "off";
    this.light = null;
    this.zoom = 1;
    this.#cut = 1;
  }

  /** Switches the light, where there is one. */
  async setLight(on: boolean): Promise<void> {
    const track = this.#stream?.getVideoTracks()[0];
    if (track === undefined || this.light === null) return;
    try {
      await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
      this.light = on;
    } catch {
      this.light = null;
    }
  }

  /** Whether the picture can be brought closer or made wider. */
  get canCloser(): boolean {
    return this.zoom < (ZOOMS.at(-1) ?? 1);
  }

  get canWider(): boolean {
    return this.zoom > 1;
  }

  /** One step closer or wider. */
  async step(by: 1 | -1): Promise<void> {
    const at = ZOOMS.findIndex((zoom) => zoom === this.zoom);
    const zoom = ZOOMS[Math.max(0, at + by)];
    if (zoom === undefined) return;
    this.zoom = zoom;
    const track = this.#stream?.getVideoTracks()[0];
    if (track !== undefined && this.#lens !== null) {
      const lens = Math.min(zoom * this.#lens.min, this.#lens.max);
      const done = await track
        .applyConstraints({ advanced: [{ zoom: lens } as MediaTrackConstraintSet] })
        .then(() => true, () => false);
      this.#cut = done ? (zoom * this.#lens.min) / lens : zoom;
    } else {
      this.#cut = zoom;
    }
  }

  /** How much of the picture is cut off beyond what the lens does: the screen shows what is read. */
  get cut(): number {
    return this.#lens === null ? this.zoom : this.#cut;
  }

  #learn(track: MediaStreamTrack | undefined): void {
    const able = track?.getCapabilities?.() as { torch?: boolean; zoom?: { min: number; max: number } } | undefined;
    this.light = able?.torch === true ? false : null;
    this.#lens = able?.zoom !== undefined && able.zoom.max > able.zoom.min ? able.zoom : null;
  }

  #fail(fault: CameraFault): void {
    this.stop();
    this.state = fault;
  }

  async #loop(run: number): Promise<void> {
    let fresh = performance.now();
    while (run === this.#run) {
      const video = this.video;
      if (video === null || video.videoWidth === 0) {
        await pause(60);
      } else {
        await next(video);
        if (run !== this.#run) return;
        const frame = await this.#grab(video);
        if (frame !== null) {
          fresh = performance.now();
          await this.#read(frame);
        }
      }
      if (document.visibilityState !== "visible") fresh = performance.now();
      if (run === this.#run && performance.now() - fresh > 8_000) return this.#fail("lost");
    }
  }

  async #grab(video: HTMLVideoElement): Promise<ImageBitmap | null> {
    const width = Math.floor(video.videoWidth / this.cut);
    const height = Math.floor(video.videoHeight / this.cut);
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    try {
      return await createImageBitmap(
        video,
        Math.floor((video.videoWidth - width) / 2),
        Math.floor((video.videoHeight - height) / 2),
        width,
        height,
        { resizeWidth: Math.round(width * scale), resizeHeight: Math.round(height * scale), resizeQuality: "low" },
      );
    } catch {
      return null;
    }
  }
}

function fault(error: unknown): CameraFault {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "none";
  }
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** The next frame that the camera brings, or a moment later where the browser does not tell. */
function next(video: HTMLVideoElement): Promise<void> {
  return new Promise((done) => {
    const late = setTimeout(done, 250);
    if (!("requestVideoFrameCallback" in video)) return;
    video.requestVideoFrameCallback(() => {
      clearTimeout(late);
      done();
    });
  });
}
