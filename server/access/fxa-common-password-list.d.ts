declare module 'fxa-common-password-list' {
  /** Mozilla's filter of widely known passwords, shipped with the package: nothing is asked of anybody. */
  const list: { test(password: string): boolean };
  export default list;
}
