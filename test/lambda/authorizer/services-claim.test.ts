import { describe, expect, it } from 'vitest';
import { hasRequiredService } from '../../../lambda/authorizer/services-claim.ts';

describe('hasRequiredService', () => {
  it.each([
    ['External'],
    [['External']],
    [['Internal', 'External']],
    ['Internal External'],
    ['Internal,External'],
    ['Internal, External, Other'],
  ])('accepts %j', (services) => {
    expect(hasRequiredService({ services }, 'services')).toBe(true);
  });

  it.each([
    ['NotExternal'],
    ['ExternalX'],
    ['external'],
    ['EXTERNAL'],
    ['Not-External'],
    ['Internal;External'],
    ['External\n'],
    ['External\u200b'],
    ['\u0415xternal'],
    ['External\u0000'],
    [''],
    [[]],
    [['NotExternal']],
    [['Internal External']],
    [[['External']]],
    [{ External: true }],
    [{ 0: 'External' }],
    [[{ name: 'External' }]],
    [true],
    [1],
    [null],
    [undefined],
  ])('refuses %j', (services) => {
    expect(hasRequiredService({ services }, 'services')).toBe(false);
  });

  it('takes a name with dots as it stands before it takes it as a path', () => {
    expect(hasRequiredService({ 'https://x.example/services': 'External' }, 'https://x.example/services')).toBe(true);
    expect(hasRequiredService({ app: { services: ['External'] } }, 'app.services')).toBe(true);
    expect(hasRequiredService({ 'app.services': 'None', app: { services: 'External' } }, 'app.services')).toBe(false);
  });

  it('finds nothing where the path ends early or leads into what is not an object', () => {
    expect(hasRequiredService({ app: 'External' }, 'app.services')).toBe(false);
    expect(hasRequiredService({ app: ['External'] }, 'app.0')).toBe(false);
    expect(hasRequiredService({}, 'constructor.name')).toBe(false);
    expect(hasRequiredService({}, '__proto__')).toBe(false);
  });
});
