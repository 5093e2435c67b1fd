/** Where the script lies that tfjs's threads begin with: see `threadScript` in vite.config.ts. */
declare module 'virtual:tfjs-thread-url' {
  const url: string;
  export default url;
}
