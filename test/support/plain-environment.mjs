// Plain JavaScript, since Jest loads environments before any of its transforms for ES modules.
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest's own environment for Node, with an ordinary global object. Jest puts a proxy there, through which every look at
 * `Object` or `Array` in a library goes: what calls them often, such as json-rules-engine, is three times as slow.
 */
export default class PlainEnvironment extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm;
    // Jest's constructor takes no context, so it is given one where it asks for it.
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
  }
}
