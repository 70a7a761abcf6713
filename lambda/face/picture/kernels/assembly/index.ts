/** The inner loops over pixels, in AssemblyScript: `npm run kernels` compiles them into ../binary.ts. */
export { averageAreas } from './average-areas';
export { averagePairs } from './average-pairs';
export { sampleCrop } from './sample-crop';
