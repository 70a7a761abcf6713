import { describe, expect, it } from 'vitest';
import type { Rule } from './api-rules.ts';

/** By setting: a rule that its template keeps and the default one breaks, and changes that break it. */
export type SettingRules = Readonly<Record<string, readonly [template: object, rule: Rule]>>;

/** Tests that each rule fails by default, holds where the setting is set, and fails after each of its breakages. */
export function testSettingRules(plain: object, rules: SettingRules): void {
  describe.each(Object.entries(rules))('%s', (_, [template, { kept, breakages }]) => {
    it('is off by default', () => {
      expect(kept(plain) ?? false).toBe(false);
    });

    it('holds where it is set', () => {
      expect(kept(template)).toBe(true);
    });

    it.each(Object.entries(breakages))('is broken by: %s', (_, breakage) => {
      expect(kept(breakage(template)) ?? false).toBe(false);
    });
  });
}
