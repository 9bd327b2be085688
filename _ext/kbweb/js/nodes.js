// The part of `lxml.etree` that rules need, on the browser's own nodes and XPath.

const elements = new WeakMap(); // the browser's element -> ours

/** An element: one object for each of the browser's. */
class Element_ {
  constructor(node) {
    this.node = node;
  }
  $__len__() {
    return this.node.children.length;
  }
  $__delitem__(span) {
    const [start, stop] = span.of(this.node.children.length);
    for (const child of [...this.node.children].slice(start, stop)) child.remove();
  }
  set $text(text) {
    if (this.node.firstChild?.nodeType === Node.TEXT_NODE)
      this.node.firstChild.remove();
    this.node.prepend(checked(text));
  }
  $get(name) {
    return this.node.getAttribute(name);
  }
  $getparent() {
    return elementOf(this.node.parentElement);
  }
  *$iterancestors() {
    for (let above = this.$getparent(); above; above = above.$getparent()) yield above;
  }
  $iterdescendants() {
    return Array.from(this.node.getElementsByTagName("*"), elementOf);
  }
  $itertext() {
    return [this.node.textContent];
  }
}

function elementOf(node) {
  if (node === null) return null;
  if (!elements.has(node)) elements.set(node, new Element_(node));
  return elements.get(node);
}

/**
 * A text that an XPath found: the value of an attribute, or what stands in an element.
 */
class FoundText {
  constructor(node) {
    const owner = node.nodeType === Node.ATTRIBUTE_NODE ? node.ownerElement : null;
    this.text = node.nodeValue;
    this.$attrname = owner && qualified(node);
    this.owner = owner ?? node.parentElement;
  }
  $getparent() {
    return elementOf(this.owner);
  }
  $__str__() {
    return this.text;
  }
}

const qualified = (node) =>
  node.namespaceURI ? `{${node.namespaceURI}}${node.localName}` : node.localName;

/** A name 'local' or '{namespace}local', in its two parts. */
function nameParts(name) {
  const found = /^(?:\{([^}]*)\})?([^{}:]+)$/.exec(name);
  if (!found) throw new ValueError("this is no name");
  return [found[1] ?? null, found[2]];
}

/** What lxml refuses: characters that XML does not have. */
function checked(text) {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u.test(text)) {
    throw new ValueError("no character of XML");
  }
  return text;
}

function elementNamed(document, name) {
  try {
    return document.createElementNS(...nameParts(name));
  } catch (error) {
    if (error instanceof DOMException) throw new ValueError("this is no name");
    throw error;
  }
}

function child(parent, name, attributes) {
  const node = elementNamed(parent.node.ownerDocument, name);
  for (const [key, value] of attributes ? attributes.$items() : []) {
    try {
      node.setAttributeNS(...nameParts(key), checked(value));
    } catch (error) {
      if (error instanceof DOMException) throw new ValueError("this is no name");
      throw error;
    }
  }
  parent.node.append(node);
  return elementOf(node);
}

class XPathError extends Exception {}
class XMLSyntaxError extends Exception {}

/** An XPath, ready to select; nodes come in the order of the document. */
function path(text, namespaces) {
  const resolve = (prefix) => namespaces?.$get(prefix) ?? null;
  let kind = XPathResult.ANY_TYPE;
  function select(start) {
    const found = start.node.ownerDocument.evaluate(
      text,
      start.node,
      resolve,
      kind,
      null,
    );
    if (found.resultType === XPathResult.NUMBER_TYPE) return found.numberValue;
    if (found.resultType === XPathResult.STRING_TYPE) return found.stringValue;
    if (found.resultType === XPathResult.BOOLEAN_TYPE) return found.booleanValue;
    if (found.resultType === XPathResult.ORDERED_NODE_SNAPSHOT_TYPE)
      return snapshot(found);
    // It finds nodes: from now on in their order.
    kind = XPathResult.ORDERED_NODE_SNAPSHOT_TYPE;
    return select(start);
  }
  return select;
}

function snapshot(found) {
  return Array.from({ length: found.snapshotLength }, (_, at) => {
    const node = found.snapshotItem(at);
    return node.nodeType === Node.ELEMENT_NODE ? elementOf(node) : new FoundText(node);
  });
}

$module("lxml.etree", () => ({
  $_Element: Element_,
  $XMLSyntaxError: XMLSyntaxError,
  $XPathError: XPathError,
  $Element(name) {
    const whole = document.implementation.createDocument(null, name);
    return elementOf(whole.documentElement);
  },
  $SubElement: child,
  $QName: (element) => ({ $localname: element.node.localName }),
  $XMLParser: () => null,
  /** Never: nodes are added one by one, since only so the places of all are known. */
  $fromstring() {
    throw new XMLSyntaxError("not here");
  },
  $XPath: path,
}));
