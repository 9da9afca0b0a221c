// The one connection to the worker that every screen uses.
import { connect } from "../../worker/connect";

export const { owner, onProgress } = connect();
