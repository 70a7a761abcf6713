import { alignCrop } from '../../lambda/face/detection/alignment.ts';
import { findFaces } from '../../lambda/face/detection/find-faces.ts';
import { secondLook } from '../../lambda/face/detection/second-look.ts';
import type { LoadedPack } from '../../lambda/face/load-pack.ts';
import { type Embedding, embedCrops, embedderCrop } from '../../lambda/face/matching/embedder.ts';
import { batchTensor } from '../../lambda/face/models/tensor.ts';
import { decodePicture } from '../../lambda/face/picture/decode.ts';
import type { Landmarks } from '../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';
import { shrinkPicture } from '../../lambda/face/picture/pixels/shrink.ts';
import { toQualityCrop } from '../../lambda/face/quality/quality-crop.ts';
import { Stopwatch } from '../../lambda/face/stopwatch.ts';

/** The steps of the pipeline, each a function of its input, so that a test can replace one. */
export interface Pipeline {
  decode(bytes: Uint8Array): Promise<Picture>;
  /** How the detector's views are scaled. */
  scale(picture: Picture, width: number, height: number): Picture | Promise<Picture>;
  /** The largest face, found as the pipeline finds it: several scales, then the second look. `null` without a face. */
  detect(picture: Picture): Promise<{ score: number; landmarks: Landmarks } | null>;
  /** The crops for the embedder and for the quality. */
  align(picture: Picture, landmarks: Landmarks): { embedder: Picture; quality: Picture };
  embed(crop: Picture): Promise<Embedding>;
  quality(crop: Picture): Promise<number>;
  calibrate(cosine: number): { similarity: number; falseMatchRate: number };
}

export const EMBEDDER_CROP = 128;
export const QUALITY_CROP = 96;

/** The steps as the engine runs them. */
export function realPipeline({ analyser, calibration }: LoadedPack): Pipeline {
  return {
    decode: (bytes) => decodePicture(bytes),
    scale: shrinkPicture,
    async detect(picture) {
      const look = secondLook(analyser.detector, picture, new Stopwatch());
      const [face] = (await findFaces(analyser.detector, picture, look)).faces;
      return face === undefined ? null : ((await look(face)) ?? face);
    },
    align: (picture, landmarks) => ({
      embedder: embedderCrop(picture, landmarks, EMBEDDER_CROP),
      quality: alignCrop(picture, toQualityCrop(landmarks), QUALITY_CROP),
    }),
    embed: async (crop) => (await embedCrops(analyser.embedders[0]!, [crop]))[0]!,
    async quality(crop) {
      const { data, dims } = batchTensor([crop], analyser.quality.entry.input);
      const outputs = await analyser.quality.model.run(data, dims);
      return outputs[analyser.quality.entry.output!.name]!.data[0]!;
    },
    calibrate(cosine) {
      const similarity = calibration.similarity(cosine);
      return { similarity, falseMatchRate: calibration.falseMatchRate(similarity) };
    },
  };
}
