declare module "dlocker-qr/dlocker_qr.wasm?url" {
  const address: string;
  export default address;
}
