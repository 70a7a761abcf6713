import type { ModelEntry } from '../../../lambda/face/models/manifest.ts';
import { openvinoToOnnx } from './openvino-to-onnx.ts';
import { tensorflowToOnnx } from './tensorflow-to-onnx.ts';

/**
 * Returns the ONNX file of a model, made from the files of its publisher in the order of the manifest.
 *
 * @throws ConversionError when they contain something that the conversion does not support
 */
export function convertModel({ source, input, output }: ModelEntry, files: readonly Uint8Array[]): Uint8Array {
  const { conversion } = source;
  const [first, second] = files as [Uint8Array, Uint8Array];
  if (conversion === null) return first;
  const names = { graph: conversion.graph, input: input.name, output: output!.name };
  switch (conversion.from) {
    case 'openvino-ir':
      return openvinoToOnnx(Buffer.from(first).toString('utf8'), second, names);
    case 'tensorflow-graph':
      return tensorflowToOnnx(first, names);
  }
}
