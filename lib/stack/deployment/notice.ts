/** A line for the person who deploys. An error stops `cdk synth`, `diff` and `deploy`, and leaves `destroy` alone. */
export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly id: string;
  readonly text: string;
}
